using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Schema;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db verify</c>.</summary>
internal static class VerifyVerb
{
    public static Verb Create(CliHost host) => DbRun.On(new Verb("verify",
        "Looks whether the database is what its history says: checksums of files, verify blocks, invalid indexes, constraints that were never validated, and the whole schema. Answers with 3, or with 10 when a file was edited.",
        "Changes anything.",
        "cruddur db verify --target prod"), host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        var results = await SchemaCheck.RunAsync(database.Migrator(), SchemaDump.Committed(), ct);
        run.Screen.Rows(new ResultTable(["check", "result", "detail"], [.. results.Select(result => (IReadOnlyList<string?>)[result.Name, result.Ok ? "ok" : "failed", result.Detail])], -1));
        var failed = results.Where(result => !result.Ok).ToList();
        run.Screen.Line(failed.Count == 0 ? $"{database.Place} is as its history says." : $"{database.Place} is not as its history says: {string.Join(", ", failed.Select(result => result.Name))}.");
        return failed.Count == 0 ? 0 : failed.Max(result => result.ExitCode);
    }
}
