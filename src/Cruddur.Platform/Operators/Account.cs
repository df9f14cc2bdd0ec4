using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Operators;

/// <summary>A person as operators see them.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="CreatedAt">Since when they are here.</param>
/// <param name="IsAdmin">Whether they may see and do what administrators may.</param>
/// <param name="DisabledAt">When an operator switched the account off; null when it is on.</param>
/// <param name="DeleteAt">When it is erased; null when it stays.</param>
/// <param name="Sessions">Sessions and tokens that have not run out.</param>
public sealed record Account(
    Guid Uuid, string Handle, string DisplayName, string Email, DateTimeOffset CreatedAt, bool IsAdmin,
    DateTimeOffset? DisabledAt, DateTimeOffset? DeleteAt, int Sessions)
{
    /// <summary>What is out of the ordinary about it, in words; empty for most.</summary>
    public IReadOnlyList<string> Marks =>
    [
        .. IsAdmin ? [Texts.MarkAdmin] : Array.Empty<string>(),
        .. DisabledAt is null ? Array.Empty<string>() : [Texts.MarkDisabled],
        .. DeleteAt is { } end ? [Texts.MarkLeaving.Fill(end.UtcDateTime.ToString(Texts.DayPattern, CultureInfo.CurrentCulture))] : Array.Empty<string>(),
    ];

    internal Cursor Cursor => new(CreatedAt, Uuid);

    internal static Account Read(Row row) => new(
        row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Instant(4), row.Bool(5),
        row.InstantOrNull(6), row.InstantOrNull(7), row.Int(8));
}

/// <summary>Which people of a list an operator asks for.</summary>
/// <param name="Search">Part of a handle, a name or an e-mail; empty for everybody.</param>
/// <param name="State">One of <see cref="States"/>; empty for all.</param>
public sealed record AccountFilter(string Search, string State)
{
    /// <summary>What accounts can be filtered by.</summary>
    public static readonly IReadOnlyList<string> States = ["admin", "disabled", "leaving"];
}

/// <summary>Finds people for operators, whatever state their account is in.</summary>
public sealed class Accounts(Db db, TimeProvider clock)
{
    private static readonly Query<Account> One = Query.Of("Platform/Operators/Operators.sql#Find", Account.Read);
    private static readonly Query<Account> Many = Query.Of("Platform/Operators/Operators.sql#List", Account.Read);
    private static readonly Query<bool> Somebody = Query.Of("Platform/Operators/Operators.sql#Anybody", row => row.Bool(0));

    /// <summary>The person of that handle (with or without @), e-mail or id; null when there is none.</summary>
    public Task<Account?> FindAsync(string who, CancellationToken ct)
    {
        var name = who.Trim();
        var isUuid = Guid.TryParseExact(name, "D", out var uuid);
        var isEmail = !isUuid && name.IndexOf('@', StringComparison.Ordinal) > 0;
        return db.FindAsync(One, new Args
        {
            ["uuid"] = isUuid ? uuid : (Guid?)null,
            ["handle"] = isUuid || isEmail ? null : name.TrimStart('@').ToLowerInvariant(),
            ["email"] = isEmail ? name : null,
            ["now"] = clock.GetUtcNow(),
        }, ct);
    }

    /// <summary>The person of that id; null when there is none.</summary>
    public Task<Account?> FindAsync(Guid uuid, CancellationToken ct) => FindAsync(uuid.ToString("D"), ct);

    /// <summary>People, the newest first.</summary>
    public Task<List<Account>> ListAsync(AccountFilter filter, Page page, CancellationToken ct) => db.ListAsync(Many, new Args
    {
        ["search"] = filter.Search,
        ["state"] = filter.State,
        ["now"] = clock.GetUtcNow(),
        ["before_at"] = page.Before.At,
        ["before_uuid"] = page.Before.Uuid,
        ["limit"] = page.Limit,
    }, ct);

    /// <summary>Whether there is any person at all.</summary>
    public Task<bool> AnyAsync(CancellationToken ct) => db.FindAsync(Somebody, [], ct);
}
