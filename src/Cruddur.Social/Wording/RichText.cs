using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cruddur.Social.Wording;

/// <summary>What a stretch of a text is.</summary>
internal enum SpanKind
{
    Words,
    Link,
    Mention,
    Tag,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Target">The address of a link, the handle of a mention, the folded tag; empty for words.</param>
internal readonly record struct Span(SpanKind Kind, string Text, string Target);

/// <summary>Links, <c>@mentions</c> and <c>#tags</c> in a text. Nothing is fetched; an address counts when it begins with http:// or https://.</summary>
internal static partial class RichText
{
    /// <summary>Mentions and tags of one text that are stored; more are only words.</summary>
    public const int Most = 20;

    private const int ShownAddress = 32;

    /// <summary>The whole text, in order.</summary>
    public static IEnumerable<Span> Parse(string text)
    {
        var at = 0;
        foreach (Match match in Marks().Matches(text))
        {
            if (Of(match) is not { } span) continue;
            if (match.Index > at) yield return new(SpanKind.Words, text[at..match.Index], "");
            yield return span;
            at = match.Index + span.Text.Length;
        }
        if (at < text.Length) yield return new(SpanKind.Words, text[at..], "");
    }

    /// <summary>Handles that the text mentions, in lower case, each once; nobody needs to have them.</summary>
    public static string[] Mentions(string text) => [.. TargetsOf(text, SpanKind.Mention).Select(span => span.Target).Distinct().Take(Most)];

    /// <summary>The text's tags, each once, in the order in which they stand.</summary>
    public static IReadOnlyList<Span> Tags(string text) => [.. TargetsOf(text, SpanKind.Tag).DistinctBy(span => span.Target).Take(Most)];

    /// <summary>A tag as it is found: without #, accents and case. Empty when nothing is left.</summary>
    public static string Fold(string tag)
    {
        var folded = new StringBuilder(tag.Length);
        foreach (var rune in tag.TrimStart('#').Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark) folded.Append(Rune.ToLowerInvariant(rune).ToString());
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>An address as people read it: without scheme and www, and not longer than a few words.</summary>
    public static string Shorten(string address)
    {
        var uri = new Uri(address);
        var host = uri.IdnHost.StartsWith("www.", StringComparison.Ordinal) ? uri.IdnHost[4..] : uri.IdnHost;
        var shown = $"{host}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}{(uri.PathAndQuery == "/" ? "" : uri.PathAndQuery)}";
        return shown.Length <= ShownAddress ? shown : string.Concat(shown.AsSpan(0, Math.Max(host.Length, ShownAddress - 1)), "…");
    }

    private static IEnumerable<Span> TargetsOf(string text, SpanKind kind) => Parse(text).Where(span => span.Kind == kind);

    private static Span? Of(Match match)
    {
        if (match.Groups["handle"] is { Success: true } handle) return new(SpanKind.Mention, match.Value, handle.Value.ToLowerInvariant());
        if (match.Groups["tag"] is { Success: true } tag)
            return tag.Value.EnumerateRunes().Any(Rune.IsLetter) && Fold(tag.Value) is { Length: > 0 } folded ? new(SpanKind.Tag, match.Value, folded) : null;
        var address = Trim(match.Value);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Contains('.', StringComparison.Ordinal) && uri.UserInfo.Length == 0
            ? new(SpanKind.Link, address, uri.AbsoluteUri)
            : null;
    }

    /// <summary>Punctuation at the end belongs to the sentence, and a bracket only where it was opened.</summary>
    private static string Trim(string address)
    {
        while (address.Length > 0)
        {
            var last = address[^1];
            var opened = last switch { ')' => '(', ']' => '[', '}' => '{', _ => '\0' };
            if (opened != '\0' ? address.Count(c => c == opened) >= address.Count(c => c == last) : !".,;:!?'\"…’”»".Contains(last, StringComparison.Ordinal)) break;
            address = address[..^1];
        }
        return address;
    }

    [GeneratedRegex(
        @"https?://[^\s<>""]+|(?<![\p{L}\p{N}_@/&#.])@(?<handle>[A-Za-z0-9_]{3,20})(?![\p{L}\p{N}_@])|(?<![\p{L}\p{N}_&#/])#(?<tag>[\p{L}\p{M}\p{Nd}_]{1,100})",
        RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
