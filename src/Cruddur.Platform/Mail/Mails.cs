using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Languages;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Mail;

/// <param name="Uuid"></param>
/// <param name="Recipient"></param>
/// <param name="Subject"></param>
/// <param name="Text"></param>
/// <param name="Html"></param>
/// <param name="CreatedAt">When it was written.</param>
public sealed record KeptMail(Guid Uuid, string Recipient, string Subject, string Text, string Html, DateTimeOffset CreatedAt);

/// <summary>
/// Mail on its way. It is written in the transaction of what it tells of, and handed to an SMTP server by a job; where there
/// is no server it lies in the outbox for a day.
/// </summary>
public sealed partial class Mails(Db db, JobQueue jobs, MailSettings settings, TimeProvider clock, NewId newId, ILogger<Mails> log)
{
    /// <summary>The kind of job that hands a mail over.</summary>
    public const string Job = "mail.send";

    /// <summary>After that a code in it is long worthless.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private static readonly Command Add = Command.Of("Platform/Mail/Mails.sql#Add");
    private static readonly Query<string> LanguageOf = Query.Of("Platform/Languages/Languages.sql#OfAddress", row => row.Text(0));
    private static readonly Command Sent = Command.Of("Platform/Mail/Mails.sql#Sent");
    private static readonly Query<KeptMail> Find = Query.Of("Platform/Mail/Mails.sql#Find", Read);
    private static readonly Query<KeptMail> Newest = Query.Of("Platform/Mail/Mails.sql#Newest", Read);

    /// <summary>Writes a mail in the transaction of what it tells of; <see cref="JobQueue.Wake"/> afterwards sends it at once.</summary>
    /// <param name="executor"></param>
    /// <param name="recipient">One address. Who has an account with it is written to in their language, anybody else in that of the request.</param>
    /// <param name="write">Makes the mail to that address, in the language that is then current.</param>
    /// <param name="ct"></param>
    public async Task QueueAsync(Executor executor, string recipient, Func<string, Mail> write, CancellationToken ct)
    {
        using var spoken = SiteLanguage.Speak(await executor.FindAsync(LanguageOf, new Args { ["address"] = recipient }, ct));
        await QueueAsync(executor, write(recipient), ct);
    }

    private async Task QueueAsync(Executor executor, Mail mail, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var uuid = newId(now);
        await executor.ExecuteAsync(Add, new Args
        {
            ["uuid"] = uuid,
            ["recipient"] = mail.Recipient,
            ["subject"] = mail.Subject,
            ["text"] = mail.Text,
            ["html"] = mail.Html,
            ["now"] = now,
            ["expires_at"] = now + Kept,
        }, ct);
        if (settings.Server is not null) await jobs.AddAsync(executor, Job, new JsonObject { ["uuid"] = uuid }, null, $"{Job}:{uuid}", ct);
        else if (settings.IsOutboxShown) LogOutbox(mail.Subject, mail.Recipient, mail.Text);
    }

    /// <summary>What lies in the outbox, newest first.</summary>
    public Task<List<KeptMail>> NewestAsync(CancellationToken ct) => db.ListAsync(Newest, new Args { ["now"] = clock.GetUtcNow(), ["limit"] = 50 }, ct);

    /// <summary>Hands a mail over, unless it is gone. One that the server took just before this process died is handed over again.</summary>
    internal async Task SendAsync(Guid uuid, CancellationToken ct)
    {
        if (settings.Server is not { } server || await db.FindAsync(Find, new Args { ["uuid"] = uuid, ["now"] = clock.GetUtcNow() }, ct) is not { } mail) return;
        await Smtp.SendAsync(server, settings.From, mail, ct);
        await db.ExecuteAsync(Sent, new Args { ["uuid"] = uuid }, ct);
    }

    private static KeptMail Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Instant(5));

    // Only where nobody but the owner of the machine reads the log: a newcomer finds the code there.
    [LoggerMessage(1, LogLevel.Information, "Mail '{Subject}' to {Recipient} is not sent, because Mail:Smtp is not set. It is shown at /dev/outbox and reads:\n{Text}")]
    private partial void LogOutbox(string subject, string recipient, string text);
}
