using System.Collections.Frozen;
using System.Globalization;

namespace Cruddur.Platform.Languages;

/// <summary>A language that Cruddur itself speaks: its pages, mails and sentences of errors. What people write stays as they wrote it.</summary>
/// <param name="Culture">By which texts are found, and numbers and dates are written.</param>
/// <param name="Name">What its speakers call it.</param>
public sealed record SiteLanguage(CultureInfo Culture, string Name)
{
    /// <summary>What is spoken to whoever says nothing else, to operators and in logs.</summary>
    public static readonly SiteLanguage Default = new(CultureInfo.GetCultureInfo("en"), "English");

    /// <summary>Every one, the default first.</summary>
    public static readonly IReadOnlyList<SiteLanguage> All = [Default, new(CultureInfo.GetCultureInfo("de"), "Deutsch")];

    private static readonly FrozenDictionary<string, SiteLanguage> ByTag = All.ToFrozenDictionary(language => language.Tag);

    /// <summary>BCP 47, such as <c>de</c>.</summary>
    public string Tag => Culture.Name;

    /// <summary>The language of that tag, or null.</summary>
    public static SiteLanguage? Find(string? tag) => tag is null ? null : ByTag.GetValueOrDefault(tag);

    /// <summary>Writes in that language until the answer is disposed of, on this thread and what it awaits.</summary>
    /// <param name="tag">BCP 47; null or one that is not spoken changes nothing.</param>
    public static IDisposable Speak(string? tag) => new Spoken(Find(tag));

    private sealed class Spoken : IDisposable
    {
        private readonly (CultureInfo Culture, CultureInfo Ui) former = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);

        public Spoken(SiteLanguage? language)
        {
            if (language is not null) (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language.Culture, language.Culture);
        }

        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = former;
    }
}
