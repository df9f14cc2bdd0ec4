using System.Text.RegularExpressions;
using Cruddur.Platform.Data;

namespace Cruddur.Social.Search;

/// <summary>The words of some cruds that a search has found.</summary>
public sealed partial class Highlights
{
    private static readonly Query<string> Marked = Query.Of("Social/Search/Search.sql#Marked", row => row.Text(0));

    private readonly IReadOnlySet<string> words;

    private Highlights(IReadOnlySet<string> words) => this.words = words;

    /// <summary>Asks the function that indexes words which of these cruds' fit the query.</summary>
    internal static async Task<Highlights?> OfAsync(Db db, FoundCruds found, CancellationToken ct)
    {
        if (found.Marked.Length == 0 || found.Cruds.Count == 0) return null;
        var spoken = found.Cruds
            .SelectMany(crud => Word().Matches(crud.Message).Select(match => (Word: match.Value, Language: crud.Language ?? "en")))
            .Distinct().ToList();
        var marked = await db.ListAsync(Marked, new Args
        {
            ["words"] = spoken.Select(pair => pair.Word).ToArray(),
            ["languages"] = spoken.Select(pair => pair.Language).ToArray(),
            ["query"] = found.Marked,
        }, ct);
        return new(marked.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The whole text in pieces, and whether each was found.</summary>
    public IEnumerable<(string Text, bool IsFound)> Split(string text)
    {
        var at = 0;
        foreach (Match match in Word().Matches(text))
        {
            if (!words.Contains(match.Value)) continue;
            if (match.Index > at) yield return (text[at..match.Index], false);
            yield return (match.Value, true);
            at = match.Index + match.Length;
        }
        if (at < text.Length) yield return (text[at..], false);
    }

    /// <summary>Letters and digits; each letter of scripts that put no spaces between words.</summary>
    [GeneratedRegex(@"[\u0E00-\u0E7F\u3005-\u3007\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF]|(?:(?![\u0E00-\u0E7F\u3005-\u3007\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF])[\p{L}\p{M}\p{N}])+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
