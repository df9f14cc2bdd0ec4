using Cruddur.Platform.Data;

namespace Cruddur.Tests.Sql;

/// <summary>What a plan must not show.</summary>
internal static class PlanRule
{
    /// <summary>Sequential scans, and walks through a whole index, which is what a missing index looks like where rows are sorted.</summary>
    public static IEnumerable<string> Faults(Statement statement, string plan)
    {
        if (statement.Scan is { Length: > 0 }) yield break;
        var lines = plan.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].Contains("Seq Scan on", StringComparison.Ordinal))
            {
                yield return $"{statement.Id} reads a whole table: {lines[at].Trim()}. Add an index, or say '-- scan: why' in its header.";
            }
            else if (IsIndexNode(lines[at]) && !Details(lines, at).Any(line => line.StartsWith("Index Cond:", StringComparison.Ordinal)))
            {
                yield return $"{statement.Id} walks through a whole index: {lines[at].Trim()}. Add an index that narrows it, or say '-- scan: why' in its header.";
            }
        }
    }

    private static bool IsIndexNode(string line) =>
        line.Contains("Index Scan ", StringComparison.Ordinal) || line.Contains("Index Only Scan ", StringComparison.Ordinal);

    private static IEnumerable<string> Details(string[] lines, int node) =>
        lines.Skip(node + 1).TakeWhile(line => !line.Contains("->", StringComparison.Ordinal) && !line.TrimStart().StartsWith("InitPlan", StringComparison.Ordinal)
            && !line.TrimStart().StartsWith("SubPlan", StringComparison.Ordinal)).Select(line => line.Trim());
}
