using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Operators;

/// <summary>A sign-up that waits for the code from the mail.</summary>
/// <param name="Uuid">Id of the sign-up, and of the person that it becomes.</param>
/// <param name="Handle">The one that was chosen.</param>
public sealed record WaitingSignUp(Guid Uuid, string Handle);

/// <summary>Takes a sign-up for confirmed whose code never came.</summary>
public sealed class SignUpConfirmation(Db db, Audit audit, TimeProvider clock)
{
    private static readonly Query<WaitingSignUp> Waiting = Query.Of("Platform/Operators/Operators.sql#Waiting", row => new WaitingSignUp(row.Uuid(0), row.Text(1)));
    private static readonly Query<Guid> Confirm = Query.Of("Platform/Operators/Operators.sql#Confirm", row => row.Uuid(0));

    /// <summary>Sign-ups under a handle (with or without @) or an e-mail, the newest first; an address may have several.</summary>
    public Task<List<WaitingSignUp>> FindAsync(string who, CancellationToken ct) =>
        db.ListAsync(Waiting, new Args { ["who"] = who.Trim().TrimStart('@'), ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Makes the person of a sign-up, with the password that they chose.</summary>
    /// <returns>False when it does not wait any more, or somebody has got the address or the handle meanwhile.</returns>
    public async Task<bool> RunAsync(Guid signUp, Actor actor, CancellationToken ct)
    {
        try
        {
            return await db.InTransactionAsync(async transaction =>
            {
                if (await transaction.FindAsync(Confirm, new Args { ["uuid"] = signUp, ["now"] = clock.GetUtcNow() }, ct) == Guid.Empty) return false;
                await audit.WriteAsync(transaction, actor, "user.confirm", signUp, null, ct);
                return true;
            }, ct);
        }
        catch (DbError taken) when (taken is { Kind: DbErrorKind.Duplicate, Constraint: "users_handle_key" or "users_email_key" })
        {
            return false;
        }
    }
}
