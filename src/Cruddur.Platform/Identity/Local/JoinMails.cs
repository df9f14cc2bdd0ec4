using Cruddur.Platform.Data;
using Cruddur.Platform.Mail;

namespace Cruddur.Platform.Identity.Local;

/// <summary>What people get by mail on their way in; each in the transaction of what it tells of.</summary>
public sealed class JoinMails(Mails mails, MailLayout layout)
{
    private const string Ignore = "If you did not ask for it, you need not do anything: without the code nothing happens.";

    internal Task ConfirmAsync(Transaction transaction, string email, string handle, string code, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, "Confirm your e-mail address", [
            $"Welcome to Cruddur, @{handle}. This code confirms that the address is yours; it is good for 10 minutes:",
            $"Enter it only if you chose the username @{handle} yourself. {Ignore}"],
            code, ("Enter the code", $"/confirm?email={Uri.EscapeDataString(email)}")), ct);

    internal Task KnownAsync(Transaction transaction, string email, string handle, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, "You have an account already", [
            $"Somebody, perhaps you, signed up at Cruddur with this address. It belongs to your account @{handle}, so no other was made.",
            "If you have forgotten the password, choose “Forgot your password?” on the sign-in page. If it was somebody else, you need not do anything."],
            link: ("Sign in", "/signin")), ct);

    internal Task RecoverAsync(Transaction transaction, string email, string handle, string code, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, "Set a new password", [
            $"This code sets a new password for your account @{handle} at Cruddur; it is good for 10 minutes:",
            $"Tell it to nobody. {Ignore}"],
            code, ("Enter the code", $"/forgot?email={Uri.EscapeDataString(email)}")), ct);

    internal Task RecoveredAsync(Transaction transaction, string email, string handle, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, "Your password is changed", [
            $"The password of your account @{handle} was set anew with a code that went to this address, and every session and token was ended.",
            "If that was not you, somebody else can read your mail. Change the password of your mailbox first, then ask for a new one here."],
            link: ("Set a new password", "/forgot")), ct);
}
