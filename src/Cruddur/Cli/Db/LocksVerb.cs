using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Sessions;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db locks</c>.</summary>
internal static class LocksVerb
{
    private static readonly Option<bool> Steal = new("--steal") { Description = "End the session that holds the lock; --confirm names its pid" };
    private static readonly Option<int?> Confirm = new("--confirm") { Description = "The pid of the holder, as this verb shows it", HelpName = "pid" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("locks",
        "Says who is migrating now. With --steal, ends a migration that hangs; what it was doing is rolled back.",
        "Ends a session whose pid was not named: a dead migrator frees the lock by itself.",
        "cruddur db locks --steal --confirm 4711") { Steal, Confirm }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var holder = await database.Migrator().FindLockHolderAsync(ct);
        run.Screen.Data(holder ?? "Nobody is migrating.", new { holder });
        return run.Options.GetValue(Steal) && holder is not null ? await StealAsync(run, database, ct) : 0;
    }

    private static async Task<int> StealAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        if (await MigrationHolder.FindAsync(database, ct) is not { } pid) return 0;
        if (run.Options.GetValue(Confirm) != pid)
        {
            throw new DatabaseException("CDB-004", string.Create(CultureInfo.InvariantCulture,
                $"Refused: --steal would end session {pid}. If it does not move any more: pass --confirm={pid}."), 4);
        }
        await SessionKill.RunAsync(database, new KillChoice([pid], null, null, false), ct);
        run.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"Ended pid {pid}. Run 'cruddur db status' to see where it stopped."));
        return 0;
    }
}
