using System.CommandLine;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db wait</c>.</summary>
internal static class WaitVerb
{
    private static readonly Option<string> For = new("--for") { Description = "server: it answers; database: it accepts connections; migrated: it has every migration of this build", DefaultValueFactory = _ => "database", HelpName = "goal" };
    private static readonly Option<double> Timeout = new Option<double>("--timeout") { Description = "Seconds to wait at the most; 0 looks once", DefaultValueFactory = _ => 60, HelpName = "seconds" }.Between(0, 86_400);

    static WaitVerb() => For.AcceptOnlyFromAmong("server", "database", "migrated");

    public static Verb Create(CliHost host) => DbRun.On(new Verb("wait",
        "Waits until the database can be used: for containers that start while it starts, or while another one migrates it. Answers with 14 when that takes too long.",
        "Starts, creates or migrates anything, or waits for what cannot come: a wrong password ends it at once.",
        "cruddur db wait --for migrated --timeout 120") { For, Timeout }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var goal = Enum.Parse<WaitGoal>(run.Options.GetRequiredValue(For), ignoreCase: true);
        await DatabaseWait.ForAsync(run.Target, goal, TimeSpan.FromSeconds(run.Options.GetValue(Timeout)), run.Progress, ct);
        return 0;
    }
}
