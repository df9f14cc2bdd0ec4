using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Operators;

/// <summary>
/// What operators change about somebody's account. Each change may be asked for again and is then none; each that is one
/// stands in the audit with who made it.
/// </summary>
public sealed class AccountChanges(Db db, Sessions sessions, Audit audit, TimeProvider clock)
{
    private static readonly Command Disable = Command.Of("Platform/Operators/Operators.sql#Disable");
    private static readonly Command Enable = Command.Of("Platform/Operators/Operators.sql#Enable");
    private static readonly Command Promote = Command.Of("Platform/Operators/Operators.sql#Promote");
    private static readonly Query<int> CountSessions = Query.Of("Platform/Operators/Operators.sql#CountSessions", row => row.Int(0));

    /// <summary>Switches the account off, which ends every session and token, or on again.</summary>
    /// <returns>Whether it was the other way before.</returns>
    public Task<bool> SetDisabledAsync(Guid user, bool isDisabled, Actor actor, CancellationToken ct) =>
        ChangeAsync(user, isDisabled ? Disable : Enable, isDisabled ? "user.disable" : "user.enable", isDisabled, actor, ct);

    /// <summary>Switches the account off in the transaction of what caused it, and ends every session and token; <see cref="Forget"/> once that is committed.</summary>
    /// <param name="transaction">That transaction.</param>
    /// <param name="user"></param>
    /// <param name="actor"></param>
    /// <param name="detail">Why, for the audit.</param>
    /// <param name="ct"></param>
    public async Task DisableAsync(Transaction transaction, Guid user, Actor actor, JsonObject detail, CancellationToken ct)
    {
        await sessions.EndAllAsync(transaction, user, null, ct);
        if (await transaction.ExecuteAsync(Disable, new Args { ["user"] = user, ["now"] = clock.GetUtcNow() }, ct) == 0) return;
        await audit.WriteAsync(transaction, actor, "user.disable", user, detail, ct);
    }

    /// <summary>Lets nobody in by what is remembered of a session that has ended.</summary>
    public void Forget(Guid user) => sessions.Forget(user);

    /// <summary>Makes the person an administrator, or one no more.</summary>
    /// <returns>Whether they were the other before.</returns>
    public async Task<bool> SetAdminAsync(Guid user, bool isAdmin, Actor actor, CancellationToken ct)
    {
        var changed = await db.InTransactionAsync(async transaction =>
        {
            if (await transaction.ExecuteAsync(Promote, new Args { ["user"] = user, ["is_admin"] = isAdmin, ["now"] = clock.GetUtcNow() }, ct) == 0) return false;
            await audit.WriteAsync(transaction, actor, isAdmin ? "user.make-admin" : "user.unmake-admin", user, null, ct);
            return true;
        }, ct);
        sessions.Forget(user);
        return changed;
    }

    /// <summary>Ends every session and token.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RevokeSessionsAsync(Guid user, Actor actor, CancellationToken ct)
    {
        var ended = await db.InTransactionAsync(async transaction =>
        {
            var count = await transaction.FindAsync(CountSessions, new Args { ["user"] = user }, ct);
            await sessions.EndAllAsync(transaction, user, null, ct);
            if (count > 0) await audit.WriteAsync(transaction, actor, "user.revoke-sessions", user, new JsonObject { ["sessions"] = count }, ct);
            return count;
        }, ct);
        sessions.Forget(user);
        return ended;
    }

    private async Task<bool> ChangeAsync(Guid user, Command change, string action, bool endsSessions, Actor actor, CancellationToken ct)
    {
        var changed = await db.InTransactionAsync(async transaction =>
        {
            // Also when it was so before: a session that began in that very moment must not outlive it.
            if (endsSessions) await sessions.EndAllAsync(transaction, user, null, ct);
            if (await transaction.ExecuteAsync(change, new Args { ["user"] = user, ["now"] = clock.GetUtcNow() }, ct) == 0) return false;
            await audit.WriteAsync(transaction, actor, action, user, null, ct);
            return true;
        }, ct);
        sessions.Forget(user);
        return changed;
    }
}
