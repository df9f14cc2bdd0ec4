using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Ui;

namespace Cruddur.Platform.Accounts;

/// <summary>What people are told by mail about changes of their account; each in the transaction of the change.</summary>
public sealed class AccountMails(Mails mails, MailLayout layout)
{
    private const string NotYou = "If that was not you, change your password at once: that ends every other session.";

    private static readonly Query<OwnAccount> Mine = Query.Of("Platform/Accounts/Accounts.sql#Mine", OwnAccount.Read);
    private static readonly (string Label, string Path) Password = ("Change your password", "/settings/password");

    internal Task AddressCodeAsync(Transaction transaction, string address, string code, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, "Confirm your new address", [
            "This is the code that confirms your new address at Cruddur. Enter it under Settings, E-mail.",
            "If you did not ask for it, somebody has mistyped their address, and you need not do anything."], code), ct);

    internal Task AddressTriedAsync(Transaction transaction, string address, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, "Somebody wants to use your address", [
            "Somebody entered this address as the new one of their account at Cruddur. It belongs to your account, so it stays yours, and you need not do anything."]), ct);

    internal Task AddressAskedAsync(Transaction transaction, Viewer viewer, string address, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, "Your address is about to change", [
            $"Another address was entered for your account @{viewer.Handle}. It takes the place of this one when the code that was sent there is entered.", NotYou], link: Password), ct);

    internal async Task AddressChangedAsync(Transaction transaction, Viewer viewer, string former, string address, CancellationToken ct)
    {
        await mails.QueueAsync(transaction, former, to => layout.Write(to, "Your address is changed", [
            $"Your account @{viewer.Handle} has another address now, and no longer this one.", "If that was not you, write to whoever runs this server."]), ct);
        await mails.QueueAsync(transaction, address, to => layout.Write(to, "Your address is changed", [
            $"This is the address of your account @{viewer.Handle} now: what you sign in with, and where Cruddur writes to."]), ct);
    }

    internal Task PasswordChangedAsync(Transaction transaction, Viewer viewer, string address, CancellationToken ct) =>
        mails.QueueAsync(transaction, address, to => layout.Write(to, "Your password is changed", [
            $"The password of your account @{viewer.Handle} was changed, and every other session and token was ended.",
            "If that was not you, ask for a new password on the sign-in page."]), ct);

    internal async Task LeavingAsync(Transaction transaction, Guid user, DateTimeOffset end, CancellationToken ct)
    {
        if (await transaction.FindAsync(Mine, new Args { ["user"] = user }, ct) is not { } account) return;
        await mails.QueueAsync(transaction, account.Email, to => layout.Write(to, "Your account is to be deleted", [
            $"Your account @{account.Handle} is out of sight now, and everything in it will be erased on {RelativeTime.Full(end)}.",
            "To keep it, sign in before then. If you did not ask for this, sign in and change your password."], link: ("Sign in", "/signin")), ct);
    }
}
