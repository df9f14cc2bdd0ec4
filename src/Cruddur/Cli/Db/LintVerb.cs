using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Linting;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db lint</c>.</summary>
internal static class LintVerb
{
    private const int Found = 11;
    private static readonly Argument<string[]> Files = new("files") { Description = "Migration files; without any, those of db/migrations here, else those of this build", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> List = new("--list") { Description = "Show every rule, its lock, and how to write it instead" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("lint",
        "Reads migrations for what a live system would feel, and says how to write it instead. A file that must do it says '-- cruddur: allow=<rule> because=<why>'. Answers with 11 when it finds something.",
        "Connects to a database: row counts are shown by 'migrate', which lints what is pending.",
        "cruddur db lint db/migrations/0007_likes.sql") { Files, List }, host, (run, _) => Task.FromResult(Run(run)));

    private static int Run(DbRun run)
    {
        if (run.Options.GetValue(List))
        {
            run.Screen.Rows(new ResultTable(["rule", "lock", "why", "instead"], [.. Lint.Rules.Select(rule => (IReadOnlyList<string?>)[rule.Id, rule.Lock, rule.Why, rule.Rewrite])], -1));
            return 0;
        }
        var files = Read(run);
        foreach (var file in files)
        {
            foreach (var unknown in Lint.UnknownRules(file)) run.Screen.Line($"Warning: {file.File} allows '{unknown}', which is no rule. See 'cruddur db lint --list'.");
        }
        var findings = files.SelectMany(Lint.Check).ToList();
        foreach (var finding in findings)
        {
            if (run.Screen.Json) run.Screen.Data("", new { rule = finding.Rule.Id, finding.File, finding.Line, finding.Operation, finding.Table, finding.Rule.Lock, finding.Rule.Rewrite });
            else run.Screen.Failure($"CDB-011: {finding.Text(null)}");
        }
        run.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{files.Count} files, {findings.Count} findings"));
        return findings.Count == 0 ? 0 : Found;
    }

    private static IReadOnlyList<Migration> Read(DbRun run)
    {
        if (run.Options.GetValue(Files) is { Length: > 0 } named)
            return MigrationFolder.Read(() => MigrationFiles.InOrder(named.Select(run.Host.PathOf).Select(file => MigrationFiles.Parse(Path.GetFileName(file), File.ReadAllText(file)))));
        var folder = run.Host.PathOf(MigrationFolder.InCheckout);
        return run.Host.Folder is not null && Directory.Exists(folder) ? MigrationFolder.Read(() => MigrationFiles.Folder(folder)) : MigrationFiles.Embedded();
    }
}
