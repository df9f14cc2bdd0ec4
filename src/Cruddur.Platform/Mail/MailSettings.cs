using System.Net;
using System.Net.Mail;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Mail;

/// <param name="Host">Name of the server.</param>
/// <param name="Port">587 unless the URL says otherwise.</param>
/// <param name="IsEncrypted">Whether the connection must be encrypted by STARTTLS before anything is said.</param>
/// <param name="Credentials">User and password; null for none.</param>
public sealed record SmtpServer(string Host, int Port, bool IsEncrypted, NetworkCredential? Credentials)
{
    /// <summary>Reads <c>smtp://user:password@host:587</c>. STARTTLS is demanded, except of a server on this machine or with <c>?starttls=off</c>.</summary>
    /// <exception cref="SettingsException">It is no such URL.</exception>
    public static SmtpServer Parse(string text)
    {
        const string Form = "Write smtp://user:password@mail.example.com:587, with ?starttls=off only inside a trusted network.";
        if (text.StartsWith("smtps:", StringComparison.OrdinalIgnoreCase))
            throw new SettingsException($"Mail:Smtp asks for implicit TLS (smtps), which is not supported; servers that offer it on port 465 offer STARTTLS on port 587. {Form}");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != "smtp" || url.Host.Length == 0)
            throw new SettingsException($"Mail:Smtp is not the address of an SMTP server. {Form}");
        if (url.Query is not ("" or "?starttls=required" or "?starttls=off"))
            throw new SettingsException($"Mail:Smtp has an unknown parameter after the question mark; the only one is starttls, which is required or off. {Form}");
        var parts = url.UserInfo.Split(':', 2);
        if (url.UserInfo.Length > 0 && parts.Length != 2) throw new SettingsException($"Mail:Smtp names a user and no password. {Form}");
        var credentials = parts.Length == 2 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : null;
        var isEncrypted = url.Query == "?starttls=required" || (url.Query.Length == 0 && !url.IsLoopback);
        return new SmtpServer(url.Host, url.IsDefaultPort || url.Port < 0 ? 587 : url.Port, isEncrypted, credentials);
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"smtp://{Host}:{Port}";
}

/// <summary>Where mail goes.</summary>
/// <param name="Server">The server that takes it (<c>Mail:Smtp</c>); null keeps it in the outbox.</param>
/// <param name="From">Whom it is from (<c>Mail:From</c>).</param>
/// <param name="Site">Where links in it lead.</param>
/// <param name="IsOutboxShown">Whether <c>/dev/outbox</c> exists: on the embedded database, without a server.</param>
public sealed record MailSettings(SmtpServer? Server, MailAddress From, Site Site, bool IsOutboxShown)
{
    /// <exception cref="SettingsException">The address is none.</exception>
    public static MailAddress ParseFrom(string text) => MailAddress.TryCreate(text, out var address)
        ? address
        : throw new SettingsException($"Mail:From must be an address such as 'Cruddur <hello@example.com>', and is '{text}'. Correct it.");
}
