using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Sessions;

/// <summary>Somebody's statement as others may see it.</summary>
internal static partial class QueryText
{
    private const int Longest = 80;

    /// <summary>One line of at most 80 characters without literals, which may be private.</summary>
    public static string Masked(string query)
    {
        var line = Spaces().Replace(Literals().Replace(query, "?"), " ").Trim().TrimEnd(';');
        return line.Length <= Longest ? line : $"{line[..(Longest - 1)]}…";
    }

    [GeneratedRegex(@"\$(\w*)\$.*?\$\1\$|[eE]?'(?:[^'\\]|''|\\.)*'?|\b[0-9]+(?:\.[0-9]+)?\b", RegexOptions.Singleline)]
    private static partial Regex Literals();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
