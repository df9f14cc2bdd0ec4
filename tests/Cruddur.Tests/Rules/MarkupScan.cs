using System.Text.RegularExpressions;

namespace Cruddur.Tests.Rules;

/// <summary>Tells comments of a Razor, SQL or CSS file apart from the rest.</summary>
internal static partial class MarkupScan
{
    public static SourceParts Split(string text)
    {
        var (code, comments) = (text.ToCharArray(), CSharpScan.Blank(text));
        foreach (Match comment in Comment().Matches(text))
        {
            comment.Value.CopyTo(0, comments, comment.Index, comment.Length);
            CSharpScan.Blank(comment.Value).CopyTo(code, comment.Index);
        }
        return new(new string(code), new string(comments), []);
    }

    [GeneratedRegex(@"@\*.*?\*@|/\*.*?\*/|<!--.*?-->|^\s*(--|///?)[^\n]*", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Comment();
}
