using System.Text;
using Cruddur.Platform.Data;

namespace Cruddur.Platform.Identity.Local;

/// <summary>Cruddur keeps e-mails and passwords itself.</summary>
public sealed class LocalProvider(Db db, PasswordHash passwords, LocalSignUps signUps, LocalRecovery recovery, TimeProvider clock) : IIdentityProvider
{
    private static readonly Query<Account> ByLogin = Query.Of("Platform/Identity/Local/Local.sql#ByLogin",
        row => new Account(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Bool(5)));

    private static readonly Command Rehash = Command.Of("Platform/Identity/Identity.sql#Rehash");

    public bool IsPool => false;

    public Task SignUpAsync(NewPerson person, CancellationToken ct) => signUps.SignUpAsync(person, ct);

    public async Task<SignedInUser?> ConfirmAsync(string email, string code, CancellationToken ct) => await signUps.ConfirmAsync(email, code, ct);

    public Task ResendAsync(string email, CancellationToken ct) => signUps.AskAsync(LocalSignUps.MailJob, email, ct);

    public Task SendRecoveryAsync(string email, CancellationToken ct) => signUps.AskAsync(LocalSignUps.RecoveryJob, email, ct);

    public async Task<Verdict> CheckAsync(string login, string password, CancellationToken ct)
    {
        var account = await db.FindAsync(ByLogin, new Args { ["login"] = login, ["now"] = clock.GetUtcNow() }, ct);
        var fits = Encoding.UTF8.GetByteCount(password) <= PasswordRules.MostBytes;
        var (right, weak) = await passwords.CheckAsync(fits ? account?.PasswordHash : null, fits ? password : "", ct);
        if (account is null || !right) return new Verdict.Wrong();
        if (!account.IsConfirmed) return new Verdict.Unconfirmed(account.Email);
        if (weak)
        {
            await db.ExecuteAsync(Rehash, new Args
            {
                ["user"] = account.Uuid,
                ["old"] = account.PasswordHash,
                ["new"] = await passwords.CreateAsync(password, ct),
                ["now"] = clock.GetUtcNow(),
            }, ct);
        }
        return new Verdict.Known(new SignedInUser(account.Uuid, account.Handle, account.DisplayName));
    }

    public async Task<SignedInUser?> RecoverAsync(string email, string code, string password, CancellationToken ct) => await recovery.RunAsync(email, code, password, ct);

    /// <summary>Everything is here, and goes with the person's row.</summary>
    public Task EraseAsync(Transaction transaction, Guid user, CancellationToken ct) => Task.CompletedTask;

    internal sealed record Account(Guid Uuid, string Handle, string DisplayName, string Email, string PasswordHash, bool IsConfirmed);
}
