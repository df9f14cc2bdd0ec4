using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Schema;

/// <summary>One thing in which a database differs from what it should be.</summary>
/// <param name="Thing">Such as <c>table public.users</c> or <c>index activities_feed</c>.</param>
/// <param name="Change"><c>missing</c>, <c>extra</c> or <c>differs</c>.</param>
/// <param name="Lines">Lines that should be there after <c>- </c>, lines that are there instead after <c>+ </c>.</param>
public sealed record SchemaDifference(string Thing, string Change, IReadOnlyList<string> Lines);

/// <summary>Compares two texts of <see cref="SchemaDump"/> thing by thing.</summary>
public static partial class SchemaDiff
{
    /// <summary>What must change in <paramref name="found"/> to make it <paramref name="wanted"/>; empty when they are the same.</summary>
    public static IReadOnlyList<SchemaDifference> Compare(string wanted, string found)
    {
        var (should, has) = (Things(wanted), Things(found));
        return
        [
            .. should.Where(thing => !has.ContainsKey(thing.Key)).Select(thing => new SchemaDifference(thing.Key, "missing", Mark("- ", thing.Value))),
            .. should.Where(thing => has.TryGetValue(thing.Key, out var other) && other != thing.Value).Select(thing => Difference(thing.Key, thing.Value, has[thing.Key])),
            .. has.Where(thing => !should.ContainsKey(thing.Key)).Select(thing => new SchemaDifference(thing.Key, "extra", Mark("+ ", thing.Value))),
        ];
    }

    /// <summary>Statements by what they make. Which migrations were applied is told by the status, not here.</summary>
    private static Dictionary<string, string> Things(string dump)
    {
        var things = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var statement in SqlScript.Split(dump))
        {
            var name = Name(statement.Text);
            things[name] = things.TryGetValue(name, out var before) ? $"{before}\n{statement.Text}" : statement.Text;
        }
        return things;
    }

    private static string Name(string statement)
    {
        if (Constraint().Match(statement) is { Success: true } constraint) return $"constraint {constraint.Groups[2].Value} of table {constraint.Groups[1].Value}";
        var match = Create().Match(statement);
        return match.Success ? $"{match.Groups["kind"].Value.ToLowerInvariant()} {match.Groups["name"].Value}" : statement.Split('\n')[0];
    }

    private static SchemaDifference Difference(string thing, string wanted, string found)
    {
        var (should, has) = (Lines(wanted), Lines(found));
        return new SchemaDifference(thing, "differs",
            [.. should.Except(has, StringComparer.Ordinal).Select(line => $"- {line}"), .. has.Except(should, StringComparer.Ordinal).Select(line => $"+ {line}")]);
    }

    private static List<string> Mark(string sign, string text) => [.. text.Split('\n').Select(line => sign + line)];

    // The comma behind a column says only that it is not the last.
    private static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.TrimEnd(',').Trim())];

    [GeneratedRegex(@"^alter table (\S+) add constraint (\S+)")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^create (?:or replace )?(?:unique )?(?:constraint )?(?<kind>materialized view|\w+) (?<name>(?:""[^""]*""|[^\s(])+(?:\((?<=function [^(]*\()[^)]*\))?)", RegexOptions.IgnoreCase)]
    private static partial Regex Create();
}
