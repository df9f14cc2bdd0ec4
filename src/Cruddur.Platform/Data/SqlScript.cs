using System.Text;

namespace Cruddur.Platform.Data;

/// <summary>One statement of a script, without its semicolon.</summary>
/// <param name="Text">The SQL, with the comments inside it.</param>
/// <param name="Line">The line of the file, from 1, where it begins.</param>
public sealed record ScriptStatement(string Text, int Line);

/// <summary>Takes SQL texts of several statements apart.</summary>
public static class SqlScript
{
    /// <summary>The statements of a script, split at semicolons outside strings, comments and dollar quotes.</summary>
    /// <param name="sql">The text; a last statement may go without its semicolon.</param>
    /// <param name="firstLine">Line number of the text's first line.</param>
    public static IReadOnlyList<ScriptStatement> Split(string sql, int firstLine = 1)
    {
        var statements = new List<ScriptStatement>();
        var begin = -1;
        for (var at = 0; at < sql.Length;)
        {
            var skip = SqlScan.Verbatim(sql, at);
            var isContent = skip > 0 ? !SqlScan.IsComment(sql, at) : !char.IsWhiteSpace(sql[at]) && sql[at] != ';';
            if (isContent && begin < 0) begin = at;
            if (skip == 0 && sql[at] == ';' && begin >= 0)
            {
                statements.Add(Take(sql, begin, at, firstLine));
                begin = -1;
            }
            at += Math.Max(skip, 1);
        }
        if (begin >= 0) statements.Add(Take(sql, begin, sql.Length, firstLine));
        return statements;
    }

    /// <summary>Whether the text ends in a semicolon that ends a statement.</summary>
    public static bool IsComplete(string sql)
    {
        var last = '\0';
        for (var at = 0; at < sql.Length;)
        {
            var skip = SqlScan.Verbatim(sql, at);
            if (skip > 0 && !SqlScan.IsComment(sql, at)) last = '\'';
            else if (skip == 0 && !char.IsWhiteSpace(sql[at])) last = sql[at];
            at += Math.Max(skip, 1);
        }
        return last == ';';
    }

    /// <summary>The text with line feeds only, without comments, empty lines and spaces at line ends.</summary>
    public static string Normalise(string sql)
    {
        sql = sql.ReplaceLineEndings("\n");
        var text = new StringBuilder(sql.Length);
        for (var at = 0; at < sql.Length;)
        {
            var length = Math.Max(SqlScan.Verbatim(sql, at), 1);
            if (!SqlScan.IsComment(sql, at)) text.Append(sql, at, length);
            at += length;
        }
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    private static ScriptStatement Take(string sql, int begin, int end, int firstLine) =>
        new(sql[begin..end].TrimEnd(), firstLine + sql.AsSpan(0, begin).Count('\n'));
}
