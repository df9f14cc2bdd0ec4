using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Cruddur.Platform.Data;

/// <summary>
/// Statements kept in embedded <c>.sql</c> files beside the code that runs them. A statement begins at
/// <c>-- name: Home</c>; <c>-- example: viewer=… now=…</c> gives values to run it with, <c>-- scan: why</c> allows a
/// sequential scan. Parameters are written <c>@name</c> and sent by position. What many statements of a module share stands
/// once in its <c>Parts.sql</c> as <c>-- part: Card</c>, and is meant where a statement says <c>{Card}</c>.
/// </summary>
public static partial class SqlFile
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Shared = new();
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, Statement>> Files = new();

    /// <summary>The statement of an id such as <c>Social/Feed/Feed.sql#Home</c>.</summary>
    /// <exception cref="ArgumentException">There is no such file or statement.</exception>
    public static Statement Statement(string id)
    {
        var (file, name) = id.Split('#') is [var left, var right] ? (left, right) : throw new ArgumentException($"'{id}' is not 'File.sql#Name'.");
        return Files.GetOrAdd(file, Read).GetValueOrDefault(name) ?? throw new ArgumentException($"{file} has no statement '{name}'.");
    }

    /// <summary>Every statement of a module's assembly.</summary>
    public static IEnumerable<Statement> All(Assembly assembly) =>
        assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && !name.StartsWith("db/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .SelectMany(name => Parse(name, Text(assembly, name)).Values);

    /// <summary>Splits a file into its statements.</summary>
    public static IReadOnlyDictionary<string, Statement> Parse(string file, string text)
    {
        var statements = new Dictionary<string, Statement>(StringComparer.Ordinal);
        foreach (var part in text.ReplaceLineEndings("\n").Split("-- name:").Skip(1))
        {
            var lines = part.Split('\n');
            var name = lines[0].Trim();
            var sql = Fill(file, string.Join('\n', lines.Skip(1).Where(line => !IsHeader(line))).Trim().TrimEnd(';'));
            var (positional, parameters) = SqlParameters.ToPositional(sql);
            var statement = new Statement(
                $"{file}#{name}", $"/* {file}#{name} */ {positional}", parameters,
                Pairs(Header(lines, "-- example:")), Header(lines, "-- scan:"));
            if (!statements.TryAdd(name, statement)) throw new ArgumentException($"{file} has two statements named '{name}'.");
        }
        return statements;
    }

    private static IReadOnlyDictionary<string, Statement> Read(string file) =>
        Parse(file, Text(Assembly.Load($"Cruddur.{file[..file.IndexOf('/', StringComparison.Ordinal)]}"), file));

    /// <summary>The text with each <c>{Part}</c> in the words of the module's <c>Parts.sql</c>; parts may name parts.</summary>
    private static string Fill(string file, string sql) => PartName().Replace(sql, named =>
        Shared.GetOrAdd(file[..file.IndexOf('/', StringComparison.Ordinal)], Parts).TryGetValue(named.Groups[1].Value, out var part)
            ? Fill(file, part)
            : throw new ArgumentException($"{file} names the part '{named.Value}', which its module's Parts.sql does not have."));

    private static IReadOnlyDictionary<string, string> Parts(string module)
    {
        var assembly = Assembly.Load($"Cruddur.{module}");
        var file = $"{module}/Parts.sql";
        if (!assembly.GetManifestResourceNames().Contains(file)) return new Dictionary<string, string>();
        return Text(assembly, file).ReplaceLineEndings("\n").Split("-- part:").Skip(1).Select(part => part.Split('\n', 2)).ToDictionary(
            part => part[0].Trim(), part => string.Join('\n', part[1].Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).Trim(), StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\{([A-Z][A-Za-z]*)\}")]
    private static partial Regex PartName();

    private static string Text(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"{assembly.GetName().Name} embeds no file '{name}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static bool IsHeader(string line) => line.StartsWith("-- example:", StringComparison.Ordinal) || line.StartsWith("-- scan:", StringComparison.Ordinal);

    private static string? Header(string[] lines, string key) =>
        lines.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim();

    private static Dictionary<string, string> Pairs(string? example) =>
        (example ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "", StringComparer.Ordinal);
}
