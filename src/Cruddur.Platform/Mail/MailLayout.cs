using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Mail;

/// <summary>The one form that every mail has, as text and as a page that shows in any mail program.</summary>
public sealed class MailLayout(MailSettings settings)
{
    /// <param name="recipient">One address.</param>
    /// <param name="subject">One line, which is the heading too.</param>
    /// <param name="paragraphs">What it says.</param>
    /// <param name="code">A code, shown large after the first paragraph.</param>
    /// <param name="link">A button: what it says, and the path on this site that it leads to.</param>
    public Mail Write(string recipient, string subject, IReadOnlyList<string> paragraphs, string? code = null, (string Label, string Path)? link = null)
    {
        var (text, html, encode) = (new StringBuilder(), new StringBuilder(), HtmlEncoder.Default);
        var footer = Texts.Footer.Fill(settings.Site.Address.AbsoluteUri);
        html.Append("<!doctype html><html lang=\"").Append(CultureInfo.CurrentUICulture.Name).Append("\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\"></head>")
            .Append("<body style=\"margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif\"><div style=\"max-width:480px;margin:0 auto\">")
            .Append("<p style=\"font-weight:700;color:#7a22c9\">Cruddur</p><h1 style=\"font-size:22px\">").Append(encode.Encode(subject)).Append("</h1>");
        for (var index = 0; index < paragraphs.Count; index++)
        {
            text.Append(paragraphs[index]).Append("\n\n");
            html.Append("<p>").Append(encode.Encode(paragraphs[index])).Append("</p>");
            if (index > 0 || code is null) continue;
            text.Append("    ").Append(code).Append("\n\n");
            html.Append("<p style=\"font:700 32px/1.2 ui-monospace,monospace;letter-spacing:6px\">").Append(encode.Encode(code)).Append("</p>");
        }
        if (link is { } to)
        {
            var url = settings.Site.Link(to.Path);
            text.Append(to.Label).Append(":\n").Append(url).Append("\n\n");
            html.Append("<p><a href=\"").Append(encode.Encode(url)).Append("\" style=\"display:inline-block;padding:10px 20px;border-radius:999px;background:#7a22c9;color:#fff;text-decoration:none;font-weight:600\">")
                .Append(encode.Encode(to.Label)).Append("</a></p>");
        }
        text.Append("-- \n").Append(footer).Append('\n');
        html.Append("<p style=\"margin-top:32px;font-size:13px;opacity:.7\">").Append(encode.Encode(footer)).Append("</p></div></body></html>");
        return new Mail(recipient, subject, text.ToString(), html.ToString());
    }
}
