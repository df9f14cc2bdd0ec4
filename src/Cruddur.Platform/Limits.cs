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
    public const int DisplayName = 50;
    public const int Bio = 160;
    public const int HandleMin = 3;
    public const int HandleMax = 20;

    /// <summary>Rows of one page of a list, unless the caller asks for fewer or more.</summary>
    public const int PageSize = 20;

    /// <summary>Rows of one page at most.</summary>
    public const int MaxPageSize = 100;

    /// <summary>
    /// The text as it is stored and counted: NFC, without control characters other than line breaks and tabs, trimmed of
    /// white space and of characters that show nothing. Lone surrogates, which no database can hold, become U+FFFD.
    /// </summary>
    public static string Normalise(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (!Rune.IsControl(rune) || rune.Value is '\n' or '\t') clean.Append(rune.ToString());
        }
        var normal = clean.ToString().Normalize(NormalizationForm.FormC);
        return normal.AsSpan().Trim().Trim("\u200B\u2060\uFEFF").Trim().ToString();
    }

    /// <summary>Length in Unicode scalar values, the unit of every limit; an emoji may count several.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();
}
