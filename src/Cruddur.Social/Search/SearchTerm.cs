using System.Globalization;
using System.Text;
using Cruddur.Platform;

namespace Cruddur.Social.Search;

/// <summary>
/// What somebody typed to search, taken apart: words, <c>"phrases"</c>, <c>-without</c>, <c>from:@handle</c>,
/// <c>since:YYYY-MM-DD</c>. A quote that is left open goes on to the end; what has neither letter nor digit is not looked for.
/// </summary>
internal sealed class SearchTerm
{
    private static readonly char[] Quotes = ['"', '“', '”', '„'];

    private readonly List<string> words = [];
    private readonly List<string> phrases = [];
    private readonly List<string> without = [];
    private readonly List<string> from = [];
    private readonly List<string> failed = [];

    private SearchTerm(string text) => Text = text;

    /// <summary>As it was typed, trimmed.</summary>
    public string Text { get; }

    /// <summary>Words that must be there, but for the last.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>The word that the text ends with, of which more may follow; null when it ends with something else.</summary>
    public string? Last { get; private set; }

    /// <summary>Words that must follow each other.</summary>
    public IReadOnlyList<string> Phrases => phrases;

    /// <summary>Words and phrases that must not be there.</summary>
    public IReadOnlyList<string> Without => without;

    /// <summary>Handles of whom one of must have written it; empty for anybody.</summary>
    public IReadOnlyList<string> From => from;

    /// <summary>Beginning of the day, in UTC, since when it must have been written; null for any time.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Codes of all that is wrong with it; empty when it can be looked for.</summary>
    public IReadOnlyList<string> Failed => [.. failed.Distinct()];

    /// <summary>Whether it names any word that must be there.</summary>
    public bool HasWords => words.Count > 0 || phrases.Count > 0 || Last is not null;

    /// <summary>Every word and phrase that it names, in order of kind; for names and tags.</summary>
    public IEnumerable<string> Names => [.. words, .. phrases, .. Last is null ? [] : new[] { Last }];

    public static SearchTerm Parse(string? typed)
    {
        var term = new SearchTerm(Limits.Normalise(typed));
        if (term.Text.Length == 0) term.failed.Add("search_term_blank");
        else if (Limits.Length(term.Text) > Limits.SearchTerm) term.failed.Add("search_term_too_long");
        else term.Read();
        return term;
    }

    private void Read()
    {
        for (var at = 0; at < Text.Length;)
        {
            if (char.IsWhiteSpace(Text[at]))
            {
                at++;
                continue;
            }
            var isWithout = Text[at] == '-';
            if (isWithout) at++;
            var isPhrase = at < Text.Length && Quotes.Contains(Text[at]);
            if (isPhrase) at++;
            var end = at;
            while (end < Text.Length && !(isPhrase ? Quotes.Contains(Text[end]) : char.IsWhiteSpace(Text[end]) || Quotes.Contains(Text[end]))) end++;
            Take(Text[at..end], isWithout, isPhrase, isLast: end == Text.Length);
            at = isPhrase ? end + 1 : end;
        }
        if (failed.Count == 0 && !HasWords && from.Count == 0 && Since is null) failed.Add(without.Count > 0 ? "search_only_without" : "search_term_wordless");
    }

    private void Take(string part, bool isWithout, bool isPhrase, bool isLast)
    {
        if (!isPhrase && !isWithout && After(part, "from:") is { } handle) TakeFrom(handle.TrimStart('@').ToLowerInvariant());
        else if (!isPhrase && !isWithout && After(part, "since:") is { } day) TakeSince(day);
        else if (!part.EnumerateRunes().Any(Rune.IsLetterOrDigit)) return;
        else if (isWithout) without.Add(part);
        else if (isPhrase) phrases.Add(part);
        else if (isLast) Last = part;
        else words.Add(part);
    }

    private void TakeFrom(string handle)
    {
        if (handle.Length is >= Limits.HandleMin and <= Limits.HandleMax && handle.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')) from.Add(handle);
        else failed.Add("search_from_invalid");
    }

    private void TakeSince(string day)
    {
        if (DateTimeOffset.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)) Since = since.ToUniversalTime();
        else failed.Add("search_since_invalid");
    }

    private static string? After(string part, string operation) => part.StartsWith(operation, StringComparison.OrdinalIgnoreCase) ? part[operation.Length..] : null;
}
