using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>What undoing a step takes away for good.</summary>
public static partial class DataLoss
{
    /// <summary>Names of the tables that lose rows or columns, as the block <c>down</c> writes them; a schema as <c>schema name</c>.</summary>
    public static IReadOnlyList<string> Of(Migration migration) =>
        [.. migration.Down.SelectMany(statement => Of(SqlScript.Normalise(statement.Text))).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(string sql)
    {
        foreach (Match match in Lossy().Matches(sql))
        {
            var schema = match.Groups["schema"].Success ? "schema " : "";
            foreach (var name in match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries))
                yield return schema + name.Replace("\"", "", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("""
        \b(?:drop\s+table\s+(?:if\s+exists\s+)?(?<names>[\w."]+(?:\s*,\s*[\w."]+)*)
        | drop\s+(?<schema>schema)\s+(?:if\s+exists\s+)?(?<names>[\w."]+(?:\s*,\s*[\w."]+)*)
        | truncate\s+(?:table\s+)?(?:only\s+)?(?<names>[\w."]+(?:\s*,\s*[\w."]+)*)
        | delete\s+from\s+(?:only\s+)?(?<names>[\w."]+)
        | alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?<names>[\w."]+)\s[^;]*?\bdrop\s+(?:column\s+)?(?!constraint|default|not|expression|identity)\w)
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Lossy();
}
