using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace Cruddur.Platform.Mail;

/// <summary>Hands a mail to an SMTP server.</summary>
internal static class Smtp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="SmtpException">The server refused it, or could not be reached in time.</exception>
    public static async Task SendAsync(SmtpServer server, MailAddress from, KeptMail mail, CancellationToken ct)
    {
        using var message = new MailMessage(from, new MailAddress(mail.Recipient))
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Text,
            BodyEncoding = Encoding.UTF8,
        };
        // By the same id a mailbox that gets it twice can tell.
        message.Headers.Add("Message-ID", $"<{mail.Uuid:N}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var html = AlternateView.CreateAlternateViewFromString(mail.Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        message.AlternateViews.Add(html);
        using var client = new SmtpClient(server.Host, server.Port) { EnableSsl = server.IsEncrypted, Credentials = server.Credentials };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new SmtpException($"{server} did not take the mail within {Patience.TotalSeconds:F0} s.");
        }
    }
}
