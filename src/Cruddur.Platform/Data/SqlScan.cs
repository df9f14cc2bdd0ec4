namespace Cruddur.Platform.Data;

/// <summary>Finds the parts of an SQL text whose inside is not SQL: strings, quoted names, comments and dollar quotes.</summary>
internal static class SqlScan
{
    /// <summary>Length of the string, quoted name, comment or dollar quote that begins here; 0 when none does.</summary>
    public static int Verbatim(string sql, int at) => sql[at] switch
    {
        '\'' when IsEscapeString(sql, at) => EscapeString(sql, at),
        '\'' => Until(sql, at, "'", 1),
        '"' => Until(sql, at, "\"", 1),
        '$' when DollarTag(sql, at) is { } tag => Until(sql, at, tag, tag.Length),
        _ when IsLineComment(sql, at) => LineComment(sql, at),
        _ when Begins(sql, at, "/*") => BlockComment(sql, at),
        _ => 0,
    };

    /// <summary>Whether a comment begins here.</summary>
    public static bool IsComment(string sql, int at) => IsLineComment(sql, at) || Begins(sql, at, "/*");

    /// <summary>Whether one of the words, in lower case, stands in the text as SQL.</summary>
    public static bool HasWord(string sql, IReadOnlyCollection<string> words)
    {
        for (var at = 0; at < sql.Length;)
        {
            var skip = Verbatim(sql, at);
            var end = at + skip;
            while (skip == 0 && end < sql.Length && IsName(sql[end])) end++;
            if (skip == 0 && words.Contains(sql[at..end].ToLowerInvariant())) return true;
            at = Math.Max(end, at + 1);
        }
        return false;
    }

    private static bool IsLineComment(string sql, int at) => Begins(sql, at, "--");

    private static int LineComment(string sql, int at)
    {
        var end = sql.IndexOf('\n', at);
        return (end < 0 ? sql.Length : end) - at;
    }

    private static int BlockComment(string sql, int at)
    {
        var depth = 0;
        for (var i = at; i < sql.Length; i++)
        {
            if (Begins(sql, i, "/*")) (depth, i) = (depth + 1, i + 1);
            else if (Begins(sql, i, "*/")) (depth, i) = (depth - 1, i + 1);
            if (depth == 0) return i + 1 - at;
        }
        return sql.Length - at;
    }

    private static bool IsEscapeString(string sql, int at) =>
        at > 0 && sql[at - 1] is 'e' or 'E' && (at < 2 || !IsName(sql[at - 2]));

    private static int EscapeString(string sql, int at)
    {
        for (var i = at + 1; i < sql.Length; i++)
        {
            if (sql[i] == '\\') i++;
            else if (sql[i] == '\'') return i + 1 - at;
        }
        return sql.Length - at;
    }

    private static string? DollarTag(string sql, int at)
    {
        if (at > 0 && IsName(sql[at - 1])) return null;
        var end = at + 1;
        while (end < sql.Length && IsName(sql[end])) end++;
        return end < sql.Length && sql[end] == '$' && !char.IsAsciiDigit(sql[at + 1]) ? sql[at..(end + 1)] : null;
    }

    private static int Until(string sql, int at, string end, int from)
    {
        var found = sql.IndexOf(end, at + from, StringComparison.Ordinal);
        return (found < 0 ? sql.Length : found + end.Length) - at;
    }

    private static bool Begins(string sql, int at, string token) => string.CompareOrdinal(sql, at, token, 0, token.Length) == 0;

    public static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
