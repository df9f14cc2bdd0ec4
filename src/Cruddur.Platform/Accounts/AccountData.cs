using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Ui;

namespace Cruddur.Platform.Accounts;

/// <summary>What of the account itself a person gets with their archive.</summary>
internal static class AccountData
{
    private static readonly Query<OwnAccount> Mine = Query.Of("Platform/Accounts/Accounts.sql#Mine", OwnAccount.Read);
    private static readonly Query<OwnSession> Sessions = Query.Of("Platform/Accounts/Accounts.sql#AllSessions", row =>
        new OwnSession(row.TextOrNull(0), row.Text(1), row.Text(2), row.Text(3), row.Instant(4), row.InstantOrNull(5), row.Instant(6)));

    private static readonly Query<OwnHandle> Handles = Query.Of("Platform/Accounts/Accounts.sql#FormerHandles", row => new OwnHandle(row.Text(0), row.Instant(1)));

    internal static IReadOnlyList<PersonalData> All =>
    [
        new("profile", () => Texts.Profile, (db, user, _, ct) => RowsAsync(db, Mine, new Args { ["user"] = user }, Of, ct)),
        new("sessions", () => Texts.ArchiveSessions, (db, user, now, ct) => RowsAsync(db, Sessions, new Args { ["user"] = user, ["now"] = now }, Of, ct)),
        new("usernames", () => Texts.ArchiveUsernames, (db, user, now, ct) => RowsAsync(db, Handles, new Args { ["user"] = user, ["now"] = now }, Of, ct)),
    ];

    private static async IAsyncEnumerable<DataItem> RowsAsync<T>(
        Db db, Query<T> query, Args args, Func<T, DataItem> item, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var row in await db.ListAsync(query, args, ct)) yield return item(row);
    }

    private static DataItem Of(OwnAccount account) => new(new JsonObject
    {
        ["uuid"] = account.Uuid,
        ["handle"] = account.Handle,
        ["display_name"] = account.DisplayName,
        ["email"] = account.Email,
        ["bio"] = account.Bio,
        ["cognito_user_id"] = account.CognitoUserId,
        ["created_at"] = RelativeTime.Machine(account.CreatedAt),
        ["locked"] = account.Locked,
    });

    private static DataItem Of(OwnSession session) => new(new JsonObject
    {
        ["name"] = session.Name,
        ["kind"] = session.Kind,
        ["scope"] = session.Scope,
        ["user_agent"] = session.UserAgent,
        ["created_at"] = RelativeTime.Machine(session.CreatedAt),
        ["last_seen_at"] = session.LastSeenAt is { } seen ? RelativeTime.Machine(seen) : null,
        ["expires_at"] = RelativeTime.Machine(session.ExpiresAt),
    });

    private static DataItem Of(OwnHandle handle) => new(new JsonObject { ["handle"] = handle.Handle, ["kept_until"] = RelativeTime.Machine(handle.KeptUntil) });

    internal sealed record OwnSession(
        string? Name, string Kind, string Scope, string UserAgent, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, DateTimeOffset ExpiresAt);

    internal sealed record OwnHandle(string Handle, DateTimeOffset KeptUntil);
}
