using System.CommandLine;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db repair</c>.</summary>
internal static class RepairVerb
{
    private static readonly Argument<string> Version = new("version") { Description = "The unfinished step, such as 0007" };
    private static readonly Option<string> As = new("--as") { Description = "What it is: done or undone", Required = true };

    static RepairVerb() => As.AcceptOnlyFromAmong("done", "undone");

    public static Verb Create(CliHost host) => DbRun.On(new Verb("repair",
        "Decides a step that ran without a transaction and stopped half way (CDB-009), after you have looked at it.",
        "Runs or undoes SQL, edits a checksum, or touches a step that is finished.",
        "cruddur db repair 0007 --as done") { Version, As }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var id = await database.Migrator().RepairAsync(run.Options.GetRequiredValue(Version), run.Options.GetValue(As) == "done", ct);
        run.Screen.Data($"{id} is {run.Options.GetValue(As)} now.", new { id, state = run.Options.GetValue(As) });
        return 0;
    }
}
