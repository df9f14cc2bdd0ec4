using System.Globalization;
using System.Text;

namespace Cruddur.Platform;

/// <summary>
/// The one limit set, in Unicode scalar values of the trimmed, NFC-normalised text. Table checks, API, pages and OpenAPI
/// follow it; tests compare them.
/// </summary>
public static class Limits
{
    public const int Crud = 280;
    public const int Reply = 1024;
    public const int Message = 1024;
    public const int ContentWarning = 80;

    /// <summary>Of a BCP 47 tag.</summary>
    public const int Language = 35;
    public const int DisplayName = 50;
    public const int Bio = 160;
    public const int HandleMin = 3;
    public const int HandleMax = 20;

    /// <summary>Of what one may search for.</summary>
    public const int SearchTerm = 200;

    /// <summary>Rows of one page of a list, unless the caller asks for fewer or more.</summary>
    public const int PageSize = 20;

    /// <summary>Rows of one page at most.</summary>
    public const int MaxPageSize = 100;

    /// <summary>
    /// The text as it is stored and counted: NFC, without control characters other than line breaks and tabs, trimmed of
    /// white space and of characters that show nothing; empty when nothing in it shows. Lone surrogates and noncharacters,
    /// which databases or normalisation refuse, become U+FFFD.
    /// </summary>
    public static string Normalise(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (Rune.IsControl(rune) && rune.Value is not ('\n' or '\t')) continue;
            clean.Append(IsNoncharacter(rune) ? "\uFFFD" : rune.ToString());
        }
        var normal = clean.ToString().Normalize(NormalizationForm.FormC);
        return normal.EnumerateRunes().All(ShowsNothing) ? "" : normal.AsSpan().Trim().Trim("\u200B\u2060\uFEFF").Trim().ToString();
    }

    /// <summary>Length in Unicode scalar values, the unit of every limit; an emoji may count several.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>White space, joiners and direction marks, variation selectors, and the blanks of Hangul and Braille.</summary>
    private static bool ShowsNothing(Rune rune) =>
        Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
