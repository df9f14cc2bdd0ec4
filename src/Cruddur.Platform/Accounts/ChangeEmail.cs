using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Mail;
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
public sealed class ChangeEmail(Db db, Codes codes, Mails mails, JobQueue jobs, MailLayout layout, Attempts attempts, Audit audit, TimeProvider clock)
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
            var code = await codes.MakeAsync(transaction, viewer.Uuid, "email", email, ct);
            var isTaken = await transaction.FindAsync(IsTaken, new Args { ["email"] = email }, ct);
            await mails.QueueAsync(transaction, isTaken
                ? layout.Write(email, "Somebody wants to use your address", [
                    "Somebody with an account at Cruddur entered this address as theirs. It belongs to your account already, so nothing happens. You need not do anything."])
                : layout.Write(email, "Confirm your new address", [
                    "This is the code that confirms your new address at Cruddur. Enter it under Settings, E-mail.",
                    "If you did not ask for it, somebody mistyped their address. Ignore this mail."], code), ct);
            await mails.QueueAsync(transaction, layout.Write(current, "Your address is about to change", [
                $"Somebody who knows your password asked to change the address of your account @{viewer.Handle} to another one. It changes when the code sent to that address is entered.",
                "If that was not you, change your password now: the request ends with it."], link: ("Change your password", "/settings/password")), ct);
            return true;
        }, ct);
        jobs.Wake();
    }

    /// <summary>Changes the address, if the code is the one that was sent to it.</summary>
    /// <exception cref="RequestError">422 when the code is wrong, too old or used up, or somebody has taken the address since.</exception>
    public async Task ConfirmAsync(Viewer viewer, string code, CancellationToken ct)
    {
        var current = await CurrentAsync(viewer, ct);
        try
        {
            var isRight = await db.InTransactionAsync(async transaction =>
            {
                if (await codes.TakeAsync(transaction, viewer.Uuid, "email", code, ct) is not { } email) return false;
                await transaction.ExecuteAsync(Change, new Args { ["user"] = viewer.Uuid, ["email"] = email, ["now"] = clock.GetUtcNow() }, ct);
                foreach (var address in new[] { current, email })
                {
                    await mails.QueueAsync(transaction, layout.Write(address, "Your address is changed", [
                        $"The address of your account @{viewer.Handle} is now {email}. That is what you sign in with.",
                        "If that was not you, write to whoever runs this server."]), ct);
                }
                await audit.WriteAsync(transaction, Actor.Of(viewer), "user.email", viewer.Uuid, null, ct);
                return true;
            }, ct);
            // The try was counted in that transaction, so the refusal comes after it.
            if (!isRight) throw RequestError.Invalid("code_invalid");
        }
        catch (DbError error) when (error is { Kind: DbErrorKind.Duplicate, Constraint: "users_email_key" })
        {
            throw RequestError.Invalid("email_taken");
        }
        jobs.Wake();
    }

    /// <summary>Forgets what was asked for.</summary>
    public Task CancelAsync(Viewer viewer, CancellationToken ct) => db.ExecuteAsync(Cancel, new Args { ["user"] = viewer.Uuid }, ct);
}
