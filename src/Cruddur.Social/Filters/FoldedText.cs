using System.Globalization;
using System.Text;

namespace Cruddur.Social.Filters;

/// <summary>
/// A text as filters compare it: words without case, accents and signs, each between blanks, so that a phrase is found as whole
/// words. What is written without blanks between words, such as Japanese or Thai, is found anywhere in it.
/// </summary>
internal static class FoldedText
{
    /// <summary>The words of the text between blanks, with a blank at both ends; one blank when it has none.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="tags">Whether hashtags keep their #; else they read like the word.</param>
    public static string Of(string text, bool tags)
    {
        var folded = new StringBuilder(text.Length + 2).Append(' ');
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            // Signs that show nothing, put into a word, would hide it.
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            if (Rune.IsLetterOrDigit(rune) || category == UnicodeCategory.SpacingCombiningMark) folded.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (category == UnicodeCategory.OtherSymbol) folded.Append(folded[^1] == ' ' ? "" : " ").Append(rune.ToString()).Append(' ');
            else if (tags && rune.Value == '#' && folded[^1] == ' ') folded.Append('#');
            else if (folded[^1] == '#') folded[^1] = ' ';
            else if (folded[^1] != ' ') folded.Append(' ');
        }
        if (folded[^1] == '#') folded[^1] = ' ';
        if (folded[^1] != ' ') folded.Append(' ');
        return folded.ToString();
    }

    /// <summary>What is looked for in a text to find the phrase; empty when it has no word.</summary>
    public static string Needle(string phrase)
    {
        var words = Of(phrase, tags: true).Trim();
        if (words.Length == 0) return "";
        return $"{(IsUnspaced(words.EnumerateRunes().First()) ? "" : " ")}{words}{(IsUnspaced(words.EnumerateRunes().Last()) ? "" : " ")}";
    }

    /// <summary>Whether the character is of a script that has no blanks between words.</summary>
    private static bool IsUnspaced(Rune rune) => rune.Value is
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF) or (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
