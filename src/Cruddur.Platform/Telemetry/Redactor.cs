using System.Text.RegularExpressions;

namespace Cruddur.Platform.Telemetry;

/// <summary>Takes secrets out of text on its way to a log, a terminal or a trace. The only one there is.</summary>
public static partial class Redactor
{
    private const string Mask = "***";

    /// <summary>The text without passwords in URLs and connection strings, bearer tokens, cookies, signatures and keys.</summary>
    public static string Redact(string text)
    {
        if (text.Length == 0) return text;
        text = UrlPassword().Replace(text, $"$1{Mask}@");
        text = Authorization().Replace(text, $"$1{Mask}");
        return NamedValue().Replace(text, $"$1{Mask}");
    }

    /// <summary>Whether a value of that name is never shown.</summary>
    public static bool IsSecret(string name) => SecretName().IsMatch(name);

    // A port and a person's page, as in http://localhost:4567/@andrew, are no password and host.
    [GeneratedRegex("""(\b[a-z][a-z0-9+.-]*://[^\s/:@'"]*:)(?!\d{1,5}/@)[^\s@'"]*(?:@[^\s@/'"]*)*@""", RegexOptions.IgnoreCase)]
    private static partial Regex UrlPassword();

    [GeneratedRegex("""(\b(?:Bearer|Basic)\s+)[A-Za-z0-9._~+/=-]{8,}""", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    [GeneratedRegex("""(["']?\b[\w-]*(?:password|passwd|pwd|secret|token|authorization|cookie|signature|nonce|(?:api|access|private)[_-]?key|passfile)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s;,&}]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex NamedValue();

    [GeneratedRegex("password|passwd|secret|token|authorization|cookie|signature|nonce|connectionstring|(?:api|access|private)[_-]?key", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
