using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Cruddur.Platform.Languages;

/// <summary>Fills the gaps of a text, <c>{0}</c>, <c>{1}</c> and so on, which each language has where it needs them.</summary>
public static class TextGaps
{
    /// <summary>With words and numbers; a number is written as its gap says, such as <c>{0:N0}</c>, in the language of the reader.</summary>
    public static string Fill(this string text, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.CurrentCulture, text, values);

    /// <summary>With a number, in the text for one or the one for any other.</summary>
    public static string Count(long number, string one, string many) => (number == 1 ? one : many).Fill(number);

    /// <summary>With links, names and other marked-up parts.</summary>
    public static RenderFragment Fill(this string text, params RenderFragment[] parts) => builder =>
    {
        var at = 0;
        for (int gap; (gap = text.IndexOf('{', at)) >= 0; at = gap + 3)
        {
            builder.AddContent(0, text[at..gap]);
            builder.AddContent(1, parts[text[gap + 1] - '0']);
        }
        builder.AddContent(2, text[at..]);
    };
}
