using Cruddur.Platform.Data;

namespace Cruddur.Platform.Identity;

/// <param name="NewEmail">The address that the code was for, when it was for a new one.</param>
public sealed record SpentCode(string? NewEmail);

/// <summary>
/// Codes by which a person proves to have read a mail: one for each purpose, good once and for ten minutes. Tries are
/// counted by <see cref="Attempts"/> before they come here, whether there is a code or not.
/// </summary>
public sealed class Codes(Db db, TimeProvider clock)
{
    /// <summary>To set a new password.</summary>
    public const string Recover = "recover";

    /// <summary>To change to another e-mail.</summary>
    public const string Email = "email";

    /// <summary>Five tries of one account's codes in ten minutes: a guess in 200,000.</summary>
    public static readonly AttemptLimit Tries = new("code:account", 5, TimeSpan.FromMinutes(10));

    private static readonly Command MakeOne = Command.Of("Platform/Identity/Codes.sql#Make");
    private static readonly Query<Kept> Find = Query.Of("Platform/Identity/Codes.sql#Find", row => new Kept(row.Bytes(0), row.Bytes(1), row.TextOrNull(2)));
    private static readonly Query<SpentCode> Spend = Query.Of("Platform/Identity/Codes.sql#Spend", row => new SpentCode(row.TextOrNull(0)));

    /// <summary>Makes a code, which replaces the one before it; the caller mails it in the same transaction.</summary>
    public async Task<string> MakeAsync(Executor executor, Guid user, string purpose, string? newEmail, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (code, salt, hash) = CodeHash.Make();
        await executor.ExecuteAsync(MakeOne, new Args
        {
            ["user"] = user,
            ["purpose"] = purpose,
            ["salt"] = salt,
            ["code"] = hash,
            ["new_email"] = newEmail,
            ["now"] = now,
            ["expires_at"] = now + CodeHash.Lifetime,
        }, ct);
        return code;
    }

    /// <summary>Whether it is the code, without using it up.</summary>
    public async Task<bool> IsRightAsync(Guid user, string purpose, string code, CancellationToken ct) =>
        await FindAsync(db, user, purpose, ct) is { } kept && CodeHash.IsRight(code, kept.Salt, kept.CodeSha256);

    /// <summary>Uses a code up in the transaction of what it allows; null when it is wrong, old or used already.</summary>
    public async Task<SpentCode?> SpendAsync(Executor executor, Guid user, string purpose, string code, CancellationToken ct)
    {
        if (await FindAsync(executor, user, purpose, ct) is not { } kept || !CodeHash.IsRight(code, kept.Salt, kept.CodeSha256)) return null;
        return await executor.FindAsync(Spend, new Args { ["user"] = user, ["purpose"] = purpose, ["code"] = kept.CodeSha256, ["now"] = clock.GetUtcNow() }, ct);
    }

    private Task<Kept?> FindAsync(Executor executor, Guid user, string purpose, CancellationToken ct) =>
        executor.FindAsync(Find, new Args { ["user"] = user, ["purpose"] = purpose, ["now"] = clock.GetUtcNow() }, ct);

    internal sealed record Kept(byte[] Salt, byte[] CodeSha256, string? NewEmail);
}
