using System.CommandLine;
using Cruddur.Platform.Data.Sessions;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db sessions</c>.</summary>
internal static class SessionsVerb
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly Option<bool> IdleInTransaction = new("--idle-in-tx") { Description = "Only those that hold a transaction open and do nothing" };
    private static readonly Option<bool> Blocking = new("--blocking") { Description = "Only those that others wait for" };
    private static readonly Option<bool> Watch = new("--watch") { Description = "Look again every two seconds, until Ctrl-C" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("sessions",
        "Lists who is connected to the database: since when, what they do, what they wait for and who blocks them.",
        "Shows the values in somebody's statement, or ends anything.",
        "cruddur db sessions --blocking --watch") { IdleInTransaction, Blocking, Watch }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        var filter = new SessionFilter(run.Options.GetValue(IdleInTransaction), run.Options.GetValue(Blocking));
        while (true)
        {
            var sessions = await ServerSessions.ListAsync(database, filter, ct);
            run.Screen.Rows(sessions);
            run.Screen.Line(sessions.Summary);
            if (!run.Options.GetValue(Watch)) return 0;
            await Task.Delay(Pause, run.Host.Clock, ct);
            run.Screen.Clear();
        }
    }
}
