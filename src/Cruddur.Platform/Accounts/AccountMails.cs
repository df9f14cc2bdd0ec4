using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Ui;

namespace Cruddur.Platform.Accounts;

/// <summary>What people are told by mail about changes of their account; each in the transaction of the change.</summary>
public sealed class AccountMails(Mails mails, MailLayout layout, JobQueue jobs)
{
    private static readonly Query<OwnAccount> Mine = Query.Of("Platform/Accounts/Accounts.sql#Mine", OwnAccount.Read);
    private static (string Label, string Path) Password => (Texts.MailChangePassword, "/settings/password");

    /// <summary>Sends at once what was written in a transaction that is committed.</summary>
    internal void Wake() => jobs.Wake();

    internal Task AddressCodeAsync(Transaction transaction, string address, string code, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, Texts.MailAddressCode, [
            Texts.MailAddressCodeText,
            Texts.MailAddressCodeIgnore], code), ct);

    internal Task AddressTriedAsync(Transaction transaction, string address, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, Texts.MailAddressTried, [
            Texts.MailAddressTriedText]), ct);

    internal Task AddressAskedAsync(Transaction transaction, Viewer viewer, string address, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, Texts.MailAddressAsked, [
            Texts.MailAddressAskedText.Fill(viewer.Handle), Texts.MailNotYou], link: Password), ct);

    internal async Task AddressChangedAsync(Transaction transaction, Viewer viewer, string former, string address, CancellationToken ct)
    {
        await mails.QueueAsync(transaction, former, to => layout.Write(to, Texts.MailAddressChanged, [
            Texts.MailAddressFormerText.Fill(viewer.Handle), Texts.MailAddressFormerNotYou]), ct);
        await mails.QueueAsync(transaction, address, to => layout.Write(to, Texts.MailAddressChanged, [
            Texts.MailAddressNewText.Fill(viewer.Handle)]), ct);
    }

    internal Task PasswordChangedAsync(Transaction transaction, Viewer viewer, string address, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, Texts.MailPasswordChanged, [
            Texts.MailPasswordChangedText.Fill(viewer.Handle),
            Texts.MailPasswordNotYou]), ct);

    internal async Task LeavingAsync(Transaction transaction, Guid user, DateTimeOffset end, CancellationToken ct)
    {
        if (await transaction.FindAsync(Mine, new Args { ["user"] = user }, ct) is not { } account) return;
        await mails.QueueAsync(transaction, account.Email, to => layout.Write(to, Texts.MailLeaving, [
            Texts.MailLeavingText.Fill(account.Handle, RelativeTime.Full(end)),
            Texts.MailLeavingStay], link: (Texts.MailSignIn, "/signin")), ct);
    }
}
