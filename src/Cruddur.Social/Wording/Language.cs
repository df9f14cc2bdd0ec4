using System.Globalization;
using System.Text.RegularExpressions;
using Cruddur.Platform;

namespace Cruddur.Social.Wording;

/// <param name="Tag">BCP 47, such as <c>pt-BR</c>.</param>
/// <param name="Name">What its speakers call it.</param>
internal sealed partial record Language(string Tag, string Name)
{
    /// <summary>What the composer offers.</summary>
    public static readonly IReadOnlyList<Language> All =
    [
        new("en", "English"), new("ar", "العربية"), new("bn", "বাংলা"), new("cs", "Čeština"), new("da", "Dansk"), new("de", "Deutsch"),
        new("el", "Ελληνικά"), new("es", "Español"), new("fa", "فارسی"), new("fi", "Suomi"), new("fr", "Français"), new("he", "עברית"),
        new("hi", "हिन्दी"), new("id", "Bahasa Indonesia"), new("it", "Italiano"), new("ja", "日本語"), new("ko", "한국어"), new("nl", "Nederlands"),
        new("no", "Norsk"), new("pl", "Polski"), new("pt", "Português"), new("ro", "Română"), new("ru", "Русский"), new("sv", "Svenska"),
        new("sw", "Kiswahili"), new("th", "ไทย"), new("tr", "Türkçe"), new("uk", "Українська"), new("vi", "Tiếng Việt"), new("zh", "中文"),
    ];

    /// <summary>Whether it has the form of a language tag.</summary>
    public static bool IsTag(string tag) => tag.Length <= Limits.Language && Form().IsMatch(tag);

    /// <summary>The offered language that a browser asks for first; null when it says none of them.</summary>
    /// <param name="acceptLanguage">The header, such as <c>de-CH,de;q=0.9</c>.</param>
    public static string? Preferred(string? acceptLanguage) => (acceptLanguage ?? "").Split(',')
        .Select(part => part.Split(';', '-')[0].Trim().ToLowerInvariant())
        .FirstOrDefault(tag => All.Any(language => language.Tag == tag));

    /// <summary>The language with a country, as previews of pages say it, such as <c>pt_BR</c>; that of the pages themselves when nobody said.</summary>
    public static string Locale(string? tag)
    {
        var parts = (tag ?? CultureInfo.CurrentUICulture.Name).Split('-');
        if (parts[^1] is { Length: 2 } country && parts.Length > 1) return $"{parts[0]}_{country.ToUpperInvariant()}";
        return All.Any(language => language.Tag == parts[0]) ? CultureInfo.CreateSpecificCulture(parts[0]).Name.Replace('-', '_') : parts[0];
    }

    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex Form();
}
