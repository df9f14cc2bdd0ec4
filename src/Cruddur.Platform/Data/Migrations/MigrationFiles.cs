using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Reads migration files: directives (<c>-- cruddur: phase=expand</c>), then blocks <c>-- up</c>, <c>-- down</c>, <c>-- verify</c>.</summary>
public static partial class MigrationFiles
{
    private const string Embedding = "db/migrations/";
    private static readonly string[] Blocks = ["-- up", "-- down", "-- verify", "-- total"];
    private static readonly string[] Transactions = ["begin", "start", "commit", "end", "rollback", "abort", "savepoint"];

    /// <summary>The migrations of this build, oldest first.</summary>
    /// <exception cref="FormatException">A file breaks the format; the message names file, line and rule.</exception>
    public static IReadOnlyList<Migration> Embedded()
    {
        var assembly = typeof(MigrationFiles).Assembly;
        return InOrder(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Embedding, StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                return Parse(name[Embedding.Length..], reader.ReadToEnd());
            }));
    }

    /// <summary>The migrations of a folder, oldest first.</summary>
    /// <exception cref="FormatException">A file breaks the format; the message names file, line and rule.</exception>
    public static IReadOnlyList<Migration> Folder(string path) =>
        InOrder(Directory.EnumerateFiles(path, "*.sql").Select(file => Parse(Path.GetFileName(file), File.ReadAllText(file))));

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
        var directives = MigrationDirectives.Read(name, lines);
        var blocks = FindBlocks(name, lines);
        Check(name, directives, blocks);
        return new Migration(
            long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), name[..^".sql".Length],
            directives.Phase!.Value, directives.IsTransactional, Of(blocks, "-- up"), Of(blocks, "-- down"), Of(blocks, "-- verify").SingleOrDefault())
        {
            Sha256 = Checksum(blocks),
            Accepts = directives.Accepts,
            LockTimeout = directives.LockTimeout,
            Allows = directives.Allows,
            Total = Of(blocks, "-- total").SingleOrDefault(),
        };
    }

    private static IReadOnlyList<ScriptStatement> Of(Dictionary<string, IReadOnlyList<ScriptStatement>> blocks, string block) => blocks.GetValueOrDefault(block, []);

    private static void Check(string name, MigrationDirectives directives, Dictionary<string, IReadOnlyList<ScriptStatement>> blocks)
    {
        var (up, verify, total) = (Of(blocks, "-- up"), Of(blocks, "-- verify"), Of(blocks, "-- total"));
        if (up.Count == 0) throw new FormatException($"{name}: has no statement in a block '-- up'.");
        if (verify.Count > 1) throw new FormatException($"{name}, line {verify[1].Line}: '-- verify' is one query that returns true or false.");
        if (directives.Phase is null) throw new FormatException($"{name}: says no phase. Begin it with '-- cruddur: phase=expand' (or backfill, or contract).");
        if (!directives.IsTransactional && verify.Count == 0)
            throw new FormatException($"{name}: with {(directives.IsBackfill ? "phase=backfill" : "transaction=off")} a block '-- verify' must tell whether the step is in place.");
        if (directives.IsBackfill && (up.Count > 1 || total.Count != 1))
            throw new FormatException($"{name}: with phase=backfill '-- up' is one statement, repeated until it changes no row, and '-- total' one query that counts the rows left to change.");
        if (!directives.IsBackfill && total.Count > 0) throw new FormatException($"{name}, line {total[0].Line}: '-- total' belongs to phase=backfill.");
        if (up.Concat(Of(blocks, "-- down")).FirstOrDefault(BeginsOrEndsTransaction) is { } transaction)
            throw new FormatException($"{name}, line {transaction.Line}: transactions are the migrator's. Write transaction=off for what must run outside one.");
    }

    private static bool BeginsOrEndsTransaction(ScriptStatement statement) =>
        Transactions.Contains(SqlScript.Normalise(statement.Text).TrimStart().Split(' ', '\n', '\t')[0], StringComparer.OrdinalIgnoreCase);

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
