using System.Text;

namespace Cruddur.Platform.Data;

/// <summary>Rewrites <c>@name</c> to <c>$1</c>, leaving strings, quoted names, comments and dollar quotes alone.</summary>
internal static class SqlParameters
{
    /// <returns>The rewritten text and the names in order of position; a name used twice has one position.</returns>
    public static (string Text, List<string> Names) ToPositional(string sql)
    {
        var text = new StringBuilder(sql.Length);
        var names = new List<string>();
        var at = 0;
        while (at < sql.Length)
        {
            var skip = SqlScan.Verbatim(sql, at);
            if (skip > 0)
            {
                text.Append(sql, at, skip);
                at += skip;
            }
            else if (sql[at] == '@' && at + 1 < sql.Length && SqlScan.IsName(sql[at + 1]))
            {
                var end = at + 1;
                while (end < sql.Length && SqlScan.IsName(sql[end])) end++;
                text.Append('$').Append(Position(names, sql[(at + 1)..end]));
                at = end;
            }
            else
            {
                text.Append(sql[at++]);
            }
        }
        return (text.ToString(), names);
    }

    private static int Position(List<string> names, string name)
    {
        var index = names.IndexOf(name);
        if (index >= 0) return index + 1;
        names.Add(name);
        return names.Count;
    }
}
