using System.Text.RegularExpressions;

namespace Cruddur.Tests.Rules;

/// <summary>What must not stand in a source file, each as a function of one file.</summary>
internal static partial class SourceRule
{
    public const int MostLines = 399;
    public const int MostProgramLines = 79;

    /// <summary>Who may ask the machine for the time, an id or chance; everybody else gets them as parameters.</summary>
    private static readonly Dictionary<string, string> MayAsk = new()
    {
        ["src/Cruddur.Platform/PlatformModule.cs"] = "registers the clock and the id source that everybody else is given",
        ["src/Cruddur.Platform/Identity/PasswordHash.cs"] = "a password that nobody has, for accounts that do not exist",
        ["src/Cruddur.Platform/Data/Secrets/SecretHttp.cs"] = "makes the clients that secrets travel through, so that none follows a redirect",
        ["src/Cruddur.Platform/Data/Migrations/LockRetry.cs"] = "spreads retries of several instances",
        ["src/Cruddur/Cli/CliHost.cs"] = "the command line's clock, which tests replace",
        ["src/Cruddur/Demo.cs"] = "runs before there are services; its rows are relative to the start of the process",
    };

    /// <summary>Where SQL is put together with something else than parameters, and why that is safe.</summary>
    private static readonly Dictionary<string, string> MayCompose = new()
    {
        ["src/Cruddur.Platform/Data/Embedded/DatabaseSetup.cs"] = "DDL takes no parameters; the name is checked against [a-z_]",
        ["src/Cruddur.Platform/Data/Embedded/PasswordReset.cs"] = "single-user mode takes no parameters; the secret is hexadecimal of our own making",
        ["src/Cruddur.Platform/Data/Migrations/MigrationLock.cs"] = "a constant number of our own",
        ["src/Cruddur.Platform/Data/Migrations/InvalidIndexes.cs"] = "DDL takes no parameters; PostgreSQL itself quoted the name",
        ["src/Cruddur.Platform/Data/Migrations/TouchedTables.cs"] = "DDL takes no parameters; PostgreSQL itself quoted the name",
        ["src/Cruddur.Platform/Data/Schema/ScratchDatabase.cs"] = "DDL takes no parameters; the name is hexadecimal of our own making",
        ["src/Cruddur.Platform/Data/StatementTrial.cs"] = "puts 'explain' before an embedded statement",
    };

    /// <summary>Where commands are made from text; everybody else runs named statements through Db.</summary>
    private static readonly Dictionary<string, string> MayCommand = new()
    {
        ["src/Cruddur.Platform/Data/Executor.cs"] = "runs embedded statements",
        ["src/Cruddur.Platform/Data/OperatorConnection.cs"] = "operator's connection: migrations and locks",
        ["src/Cruddur.Platform/Data/DatabaseMarker.cs"] = "constant text, before the schema is known",
        ["src/Cruddur.Platform/Data/Connections/ConnectionPlan.cs"] = "only reads the text, to name a trace",
        ["src/Cruddur.Platform/Data/Connections/SessionTarget.cs"] = "constant text, on a connection being opened",
        ["src/Cruddur.Platform/Data/Embedded/DatabaseSetup.cs"] = "makes the role and the database",
        ["src/Cruddur.Platform/Data/Migrations/LockConflict.cs"] = "asks who holds a lock, with constant text",
        ["src/Cruddur.Platform/Data/Migrations/DryRun.cs"] = "asks which locks were taken, with constant text",
        ["src/Cruddur.Platform/Data/Migrations/MigrationHistory.cs"] = "constant text, before the schema is known",
        ["src/Cruddur.Platform/Data/Migrations/MigrationLock.cs"] = "asks who holds a lock, with constant text",
        ["src/Cruddur.Platform/Data/StatementTrial.cs"] = "runs an embedded statement with its example",
        ["src/Cruddur.Platform/Data/SqlSession.cs"] = "runs what an operator typed",
        ["src/Cruddur.Platform/Data/Seeds.cs"] = "runs the embedded seed files",
    };

    /// <summary>Where every failure ends, and why nothing is hidden by that.</summary>
    private static readonly Dictionary<string, string> MayCatchAll = new()
    {
        ["src/Cruddur/Cli/CommandLine.cs"] = "the outermost frame of the command line: reports the failure and answers with its exit code",
    };

    public static IEnumerable<string> Exceptions => MayAsk.Keys.Concat(MayCatchAll.Keys).Concat(MayCompose.Keys).Concat(MayCommand.Keys).Distinct();

    public static IEnumerable<string> Length(SourceFile file) => Lines(file) > MostLines
        ? [$"{file.Path}:{MostLines}: {Lines(file)} lines; a file has at most {MostLines}. Split it by noun."] : [];

    public static IEnumerable<string> ProgramLength(SourceFile file) => Lines(file) > MostProgramLines
        ? [$"{file.Path}:{MostProgramLines}: {Lines(file)} lines; Program.cs is a table of contents of at most {MostProgramLines}."] : [];

    public static IEnumerable<string> Driver(SourceFile file) =>
        file.Path.StartsWith("src/Cruddur.Platform/Data/", StringComparison.Ordinal) || file.Path == "src/Cruddur.Platform/Cruddur.Platform.csproj" ? []
            : file.Find(file.Code, Npgsql(), "the driver is named only under src/Cruddur.Platform/Data; go through Db.");

    public static IEnumerable<string> Clock(SourceFile file) => MayAsk.ContainsKey(file.Path) ? []
        : file.Find(file.Code, Clocks(), "take TimeProvider, NewId or a client as a parameter, so that tests can bring their own.");

    public static IEnumerable<string> ComposedSql(SourceFile file) => MayCompose.ContainsKey(file.Path) ? []
        : file.Literals.Where(literal => SqlBegin().IsMatch(literal.Text) && (literal.Holes > 0 || Plus().IsMatch(file.Code[literal.End..])))
            .Select(literal => file.At(literal.Offset, $"\"{literal.Text.Split('\n')[0].Trim()}\": values reach SQL only as parameters; write a statement in a .sql file."));

    public static IEnumerable<string> Commands(SourceFile file) => MayCommand.ContainsKey(file.Path) ? []
        : file.Find(file.Code, Command(), "statements live in .sql files and run through Db.");

    public static IEnumerable<string> Names(SourceFile file)
    {
        if (VagueName().Match(file.Path) is { Success: true } path) yield return $"{file.Path}:1: '{path.Value}': name what it is or does, not that it helps.";
        foreach (var fault in file.Find(file.Code, VagueType(), "name what it is or does, not that it helps.")) yield return fault;
    }

    public static IEnumerable<string> Swallowed(SourceFile file) => MayCatchAll.ContainsKey(file.Path) ? [] : CatchAll().Matches(file.Code)
        .Where(match => !match.Groups["when"].Success && !Throws().IsMatch(Body(file.Code, match.Index + match.Length)))
        .Select(match => file.At(match.Index, "a catch-all that neither throws nor has a 'when' hides defects; catch named errors, where you can act."));

    public static IEnumerable<string> Unfinished(SourceFile file) => file.Find(file.Text, Unready(), "finish it, or leave it out.");

    public static IEnumerable<string> Process(SourceFile file) => file.Find(file.Comments, Tracker(), "say why the code is so, not who asked for it when.");

    private static int Lines(SourceFile file) => file.Text.TrimEnd('\n').Count(c => c == '\n') + 1;

    private static string Body(string code, int from)
    {
        var start = code.IndexOf('{', from);
        var depth = 0;
        for (var at = start; at < code.Length; at++)
        {
            if (code[at] == '{') depth++;
            else if (code[at] == '}' && --depth == 0) return code[start..at];
        }
        return code[start..];
    }

    [GeneratedRegex(@"\bNpgsql\w*")]
    private static partial Regex Npgsql();

    [GeneratedRegex(@"\b(DateTime(Offset)?\.(UtcNow|Now|Today)|TimeProvider\.System|Guid\.(NewGuid|CreateVersion7)|Random\.Shared|new (Random|HttpClient)\b)")]
    private static partial Regex Clocks();

    [GeneratedRegex(@"^\s*(select\s|insert\s+into\s|update\s+\S*\s+set\s|delete\s+from\s|with\s+\w+\s+as\s|merge\s+into\s|(create|drop|alter)\s+(unique\s+)?(table|index|view|role|user|database|schema|type|extension|function|sequence)\b|truncate\s|grant\s|revoke\s|explain[\s(]|set\s+(local\s+)?\w+\s*(=|to\s)|notify\s|listen\s|copy\s)", RegexOptions.IgnoreCase)]
    private static partial Regex SqlBegin();

    [GeneratedRegex(@"\A\s*\+\s*(?![\s$@""])")]
    private static partial Regex Plus();

    [GeneratedRegex(@"\bnew NpgsqlCommand\b|\bNpgsqlBatch\w*|\.CreateCommand\(|\bCommandText\b")]
    private static partial Regex Command();

    [GeneratedRegex(@"[^/]*(Helper|Util|Common|Manager)[^/]*")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum|delegate\s+\S+)\s+\w*(Helper|Util|Common|Manager)\w*")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"\bcatch\b\s*((\(\s*(System\.)?Exception\b[^)]*\)\s*)(?<when>when\b)?|(?<when>when\b)|(?=\{))")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"\bthrow\b")]
    private static partial Regex Throws();

    [GeneratedRegex(@"\b(TO" + "DO|FIX" + "ME|HA" + "CK|XX" + "X)\\b|\\bNot" + "Implemented|\\bSkip" + " = ")]
    private static partial Regex Unready();

    [GeneratedRegex(@"(?i)\b(issue|ticket|bug|pull request|PR|sprint|phase|session|round)s? ?(no\.? ?)?#?\d+\b|(^|\s)#\d+\b|\b(as requested|as discussed|per (the )?(request|review|brief))\b")]
    private static partial Regex Tracker();
}
