using System.Globalization;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Platform.Data.Linting;

/// <summary>A place in a migration file that a live system would feel.</summary>
/// <param name="Rule">Which rule it breaks.</param>
/// <param name="File">Such as <c>0007_likes.sql</c>.</param>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Operation">What is done there.</param>
/// <param name="Table">To which table.</param>
public sealed record LintFinding(LintRule Rule, string File, int Line, string Operation, string Table)
{
    /// <summary>CDB-011, without the code.</summary>
    /// <param name="rows">About how many rows the table has; null when nobody knows.</param>
    public string Text(long? rows) => string.Create(CultureInfo.InvariantCulture,
        $"{Rule.Id} in {File}:{Line}. {Operation} takes {Rule.Lock} on {Table} ({rows?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} rows). Write instead: {Rule.Rewrite}.");
}

/// <summary>Reads migrations for what would stop a live system. Needs no database.</summary>
public static class Lint
{
    /// <summary>What is looked for.</summary>
    public static IReadOnlyList<LintRule> Rules { get; } = [.. ColumnRules.All, .. ConstraintRules.All, .. IndexRules.All, .. RowRules.All];

    /// <summary>What is found in a file and not allowed by it, in the order of its lines.</summary>
    public static IReadOnlyList<LintFinding> Check(Migration migration)
    {
        var (findings, earlier) = (new List<LintFinding>(), new List<SqlWords>());
        foreach (var words in migration.Up.Select(SqlWords.Of))
        {
            var statement = new LintStatement(migration, words, earlier);
            foreach (var rule in Rules.Where(rule => !migration.Allows.ContainsKey(rule.Id)))
                findings.AddRange(rule.Find(statement).Select(hit => new LintFinding(rule, migration.File, hit.Line, hit.Operation, hit.Table)));
            earlier.Add(words);
        }
        return [.. findings.OrderBy(finding => finding.Line)];
    }

    /// <summary>Rules that a file allows and that do not exist.</summary>
    public static IEnumerable<string> UnknownRules(Migration migration) => migration.Allows.Keys.Where(id => Rules.All(rule => rule.Id != id));
}
