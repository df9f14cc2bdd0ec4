using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Mail;

namespace Cruddur.Platform.Identity.Local;

/// <summary>What people get by mail on their way in; each in the transaction of what it tells of.</summary>
public sealed class JoinMails(Mails mails, MailLayout layout, JobQueue jobs)
{
    /// <summary>Leaves it to a job of that kind to find out what is to be written to whom.</summary>
    internal Task LaterAsync(Executor executor, string kind, JsonObject payload, CancellationToken ct) => jobs.AddAsync(executor, kind, payload, null, null, ct);

    /// <summary>Sends at once what was written, or left for later, in a transaction that is committed.</summary>
    internal void Wake() => jobs.Wake();

    internal Task ConfirmAsync(Transaction transaction, string email, string handle, string code, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, Texts.Confirm, [
            Texts.ConfirmText.Fill(handle),
            Texts.ConfirmOnly.Fill(handle)],
            code, (Texts.EnterCode, $"/confirm?email={Uri.EscapeDataString(email)}")), ct);

    internal Task KnownAsync(Transaction transaction, string email, string handle, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, Texts.Known, [
            Texts.KnownText.Fill(handle),
            Texts.KnownForgot],
            link: (Texts.SignIn, "/signin")), ct);

    internal Task RecoverAsync(Transaction transaction, string email, string handle, string code, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, Texts.Recover, [
            Texts.RecoverText.Fill(handle),
            Texts.RecoverSecret],
            code, (Texts.EnterCode, $"/forgot?email={Uri.EscapeDataString(email)}")), ct);

    internal Task RecoveredAsync(Transaction transaction, string email, string handle, CancellationToken ct) =>
        mails.QueueAsync(transaction, email, to => layout.Write(to, Texts.Recovered, [
            Texts.RecoveredText.Fill(handle),
            Texts.RecoveredNotYou],
            link: (Texts.RecoveredLink, "/forgot")), ct);
}
