using System.CommandLine;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db repair</c>.</summary>
internal static class RepairVerb
{
    private static readonly Argument<string> Version = new("version") { Description = "The step that stopped half way, such as 0007" };
    private static readonly Option<string> As = new("--as") { Description = "What it is: done or undone", Required = true };
    private static readonly Option<string> Because = new("--because") { Description = "Why, for those who read the history later", Required = true, HelpName = "text" };

    static RepairVerb() => As.AcceptOnlyFromAmong("done", "undone");

    public static Verb Create(CliHost host) => DbRun.On(new Verb("repair",
        "Decides a step that ran without a transaction and stopped half way (CDB-009), after you have looked at it. Shows what its verify block says; 'undone' drops the invalid index that a failed build left. Writes down who decided, and why.",
        "Runs or undoes the step's SQL, edits a checksum, or touches a step that is finished.",
        "cruddur db repair 0007 --as undone --because 'the disk was full'") { Version, As, Because, MigrationFolder.Option }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var (state, now) = (run.Options.GetRequiredValue(As), run.Host.Clock.GetUtcNow());
        var order = new RepairOrder(run.Options.GetRequiredValue(Version), state == "done", run.Options.GetRequiredValue(Because));
        var database = await run.OpenDirectAsync(ct);
        var report = await Repair.RunAsync(database.Migrator(MigrationFolder.Read(run)), order, run.Host.NewId(now), now, ct);
        run.Screen.Line($"verify says: {report.Verify}");
        foreach (var index in report.Dropped) run.Screen.Line($"dropped the invalid index {index}");
        run.Screen.Data($"{report.Id} is {state} now.", new { report.Id, state, report.Verify, report.Dropped });
        return 0;
    }
}
