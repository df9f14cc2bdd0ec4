using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Reads migration files: directives (<c>-- cruddur: phase=expand</c>), then blocks <c>-- up</c>, <c>-- down</c>, <c>-- verify</c>.</summary>
public static partial class MigrationFiles
{
    private const string Folder = "db/migrations/";
    private const string Directive = "-- cruddur:";
    private static readonly string[] Blocks = ["-- up", "-- down", "-- verify"];

    /// <summary>The migrations of this build, oldest first.</summary>
    /// <exception cref="FormatException">A file breaks the format; the message names file, line and rule.</exception>
    public static IReadOnlyList<Migration> Embedded()
    {
        var assembly = typeof(MigrationFiles).Assembly;
        return InOrder(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                return Parse(name[Folder.Length..], reader.ReadToEnd());
            }));
    }

    /// <summary>Sorts migrations by version.</summary>
    /// <exception cref="FormatException">Two of them have the same version.</exception>
    public static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations)
    {
        var sorted = migrations.OrderBy(migration => migration.Version).ToList();
        foreach (var (first, second) in sorted.Zip(sorted.Skip(1)))
        {
            if (first.Version == second.Version)
                throw new FormatException($"{first.File} and {second.File} have the same version. Give the newer one the next free number.");
        }
        return sorted;
    }

    /// <summary>Reads one file.</summary>
    /// <param name="name">File name, such as <c>0002_cruds.sql</c>.</param>
    /// <param name="text">Its whole text.</param>
    /// <exception cref="FormatException">The file breaks the format; the message names line and rule.</exception>
    public static Migration Parse(string name, string text)
    {
        if (FileName().Match(name) is not { Success: true } match)
            throw new FormatException($"{name}: a migration is named NNNN_name.sql, with a number and lower-case words.");
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var directives = Directives(name, lines);
        var blocks = FindBlocks(name, lines);
        var verify = blocks.GetValueOrDefault("-- verify", []);
        if (blocks.GetValueOrDefault("-- up", []).Count == 0) throw new FormatException($"{name}: has no statement in a block '-- up'.");
        if (verify.Count > 1) throw new FormatException($"{name}, line {verify[1].Line}: '-- verify' is one query that returns true or false.");
        if (!directives.Transactional && verify.Count == 0)
            throw new FormatException($"{name}: with transaction=off a block '-- verify' must tell whether the step is in place.");
        return new Migration(
            long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), name[..^".sql".Length],
            directives.Phase ?? throw new FormatException($"{name}: says no phase. Begin it with '-- cruddur: phase=expand' (or backfill, or contract)."),
            directives.Transactional, blocks["-- up"], blocks.GetValueOrDefault("-- down", []), verify.SingleOrDefault())
        {
            Sha256 = Checksum(blocks),
            Accepts = directives.Accepts,
        };
    }

    private static (MigrationPhase? Phase, bool Transactional, List<string> Accepts) Directives(string name, string[] lines)
    {
        var (phase, transactional, accepts) = ((MigrationPhase?)null, true, new List<string>());
        foreach (var (number, line) in lines.Index().Where(line => line.Item.StartsWith(Directive, StringComparison.Ordinal)))
        {
            foreach (var pair in line[Directive.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                switch (pair.Split('='))
                {
                    case ["phase", "expand"]: phase = MigrationPhase.Expand; break;
                    case ["phase", "backfill"]: phase = MigrationPhase.Backfill; break;
                    case ["phase", "contract"]: phase = MigrationPhase.Contract; break;
                    case ["transaction", "on" or "off"]: transactional = pair.EndsWith("on", StringComparison.Ordinal); break;
                    case ["accepts", { Length: 64 } sha]: accepts.Add(sha); break;
                    default:
                        throw new FormatException(
                            $"{name}, line {number + 1}: '{pair}' is no directive. Known are phase=expand|backfill|contract, transaction=on|off and accepts=<sha-256>.");
                }
            }
        }
        return (phase, transactional, accepts);
    }

    private static Dictionary<string, IReadOnlyList<ScriptStatement>> FindBlocks(string name, string[] lines)
    {
        var found = new Dictionary<string, IReadOnlyList<ScriptStatement>>(StringComparer.Ordinal);
        var starts = lines.Index().Where(line => Blocks.Contains(line.Item.TrimEnd())).Select(line => line.Index).ToList();
        var before = SqlScript.Split(string.Join('\n', lines.Take(starts.FirstOrDefault(lines.Length))));
        if (before.Count > 0) throw new FormatException($"{name}, line {before[0].Line}: SQL stands before the first block. Put it under '-- up'.");
        foreach (var (start, end) in starts.Zip(starts.Skip(1).Append(lines.Length)))
        {
            var statements = SqlScript.Split(string.Join('\n', lines[(start + 1)..end]), start + 2);
            if (!found.TryAdd(lines[start].TrimEnd(), statements))
                throw new FormatException($"{name}, line {start + 1}: has a second block '{lines[start].TrimEnd()}'.");
        }
        return found;
    }

    private static string Checksum(Dictionary<string, IReadOnlyList<ScriptStatement>> blocks)
    {
        var text = new StringBuilder();
        foreach (var block in Blocks.Where(blocks.ContainsKey))
        {
            text.Append(block).Append('\n');
            foreach (var statement in blocks[block]) text.Append(SqlScript.Normalise(statement.Text)).Append(";\n");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    [GeneratedRegex("^([0-9]{4,14})_[a-z0-9_]+\\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
