using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Accounts;

/// <summary>An address that waits for its code.</summary>
/// <param name="NewEmail"></param>
/// <param name="ExpiresAt">When the code is worthless.</param>
public sealed record PendingEmail(string NewEmail, DateTimeOffset ExpiresAt);

/// <summary>
/// Changes the address: a code goes to the new one, and the old one is told; both are told when it is done. An address that
/// somebody else has looks like any other here, and its owner is told.
/// </summary>
public sealed class ChangeEmail(Db db, Codes codes, AccountMails mails, Attempts attempts, Audit audit, TimeProvider clock)
{
    internal static readonly AttemptLimit Asks = new("email:account", 5, TimeSpan.FromHours(1));

    private static readonly Query<OwnAccount> Mine = Query.Of("Platform/Accounts/Accounts.sql#Mine", OwnAccount.Read);
    private static readonly Query<PendingEmail> Pending = Query.Of("Platform/Accounts/Email.sql#Pending", row => new PendingEmail(row.Text(0), row.Instant(1)));
    private static readonly Query<bool> IsTaken = Query.Of("Platform/Accounts/Email.sql#IsTaken", row => row.Bool(0));
    private static readonly Command Cancel = Command.Of("Platform/Accounts/Email.sql#Cancel");
    private static readonly Command Change = Command.Of("Platform/Accounts/Email.sql#Change");

    /// <summary>The viewer's address.</summary>
    public async Task<string> CurrentAsync(Viewer viewer, CancellationToken ct) =>
        (await db.FindAsync(Mine, new Args { ["user"] = viewer.Uuid }, ct) ?? throw RequestError.SignInFirst()).Email;

    /// <summary>The address that waits for its code; null when none does.</summary>
    public Task<PendingEmail?> PendingAsync(Viewer viewer, CancellationToken ct) =>
        db.FindAsync(Pending, new Args { ["user"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Sends a code to the new address, and tells the old one.</summary>
    /// <exception cref="RequestError">422 with the codes of what does not fit; 429 after five times in an hour.</exception>
    public async Task AskAsync(Viewer viewer, string wanted, CancellationToken ct)
    {
        var (email, current) = (Limits.Normalise(wanted), await CurrentAsync(viewer, ct));
        List<string> failed = [.. EmailRules.Check(email)];
        if (email.Equals(current, StringComparison.OrdinalIgnoreCase)) failed.Add("email_current");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        await attempts.CountAsync(Asks, viewer.Uuid.ToString(), ct);
        await db.InTransactionAsync(async transaction =>
        {
            var code = await codes.MakeAsync(transaction, viewer.Uuid, Codes.Email, email, ct);
            if (await transaction.FindAsync(IsTaken, new Args { ["email"] = email }, ct)) await mails.AddressTriedAsync(transaction, email, ct);
            else await mails.AddressCodeAsync(transaction, email, code, ct);
            await mails.AddressAskedAsync(transaction, viewer, current, ct);
            return true;
        }, ct);
        mails.Wake();
    }

    /// <summary>Changes the address, if the code is the one that was sent to it.</summary>
    /// <exception cref="RequestError">422 when the code is wrong, too old or used up, or somebody has taken the address since.</exception>
    public async Task ConfirmAsync(Viewer viewer, string code, CancellationToken ct)
    {
        if (Limits.Normalise(code).Length == 0) throw RequestError.Invalid("code_invalid");
        await attempts.CountAsync(Codes.Tries, viewer.Uuid.ToString(), ct);
        var current = await CurrentAsync(viewer, ct);
        try
        {
            var isRight = await db.InTransactionAsync(async transaction =>
            {
                if (await codes.SpendAsync(transaction, viewer.Uuid, Codes.Email, code, ct) is not { NewEmail: { } email }) return false;
                await transaction.ExecuteAsync(Change, new Args { ["user"] = viewer.Uuid, ["email"] = email, ["now"] = clock.GetUtcNow() }, ct);
                await mails.AddressChangedAsync(transaction, viewer, current, email, ct);
                await audit.WriteAsync(transaction, Actor.Of(viewer), "user.email", viewer.Uuid, null, ct);
                return true;
            }, ct);
            if (!isRight) throw RequestError.Invalid("code_invalid");
        }
        catch (DbError error) when (error is { Kind: DbErrorKind.Duplicate, Constraint: "users_email_key" })
        {
            throw RequestError.Invalid("email_taken");
        }
        mails.Wake();
    }

    /// <summary>Forgets what was asked for.</summary>
    public Task CancelAsync(Viewer viewer, CancellationToken ct) => db.ExecuteAsync(Cancel, new Args { ["user"] = viewer.Uuid }, ct);
}
