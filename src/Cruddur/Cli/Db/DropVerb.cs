using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Guard;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db drop</c>.</summary>
internal static class DropVerb
{
    public static readonly Option<bool> Disconnect = new("--disconnect") { Description = "End the sessions of others first" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("drop",
        "Drops the whole database. Lists who is connected, and stops there unless --disconnect is given.",
        "Asks 'are you sure?': a protected database is dropped only by who names it in --confirm and in CRUDDUR_ALLOW_DESTRUCTIVE and has a fresh backup.",
        "cruddur db drop --url postgresql://localhost/scratch") { Disconnect, Guarded.Confirm, Guarded.WithoutBackup }, host, async (run, ct) =>
        {
            await DropAsync(run, await run.OpenDirectAsync(ct), ct);
            return 0;
        });

    /// <summary>Guards, lists who is connected, and drops.</summary>
    /// <exception cref="DatabaseException">CDB-004, CDB-005, CDB-006 or CDB-028.</exception>
    public static async Task DropAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        if (!await ExistsAsync(run, database, ct)) return;
        var users = await DatabaseRemoval.UsersAsync(database, ct);
        var disconnect = run.Options.GetValue(Disconnect);
        if (users.Rows.Count > 0)
        {
            foreach (var user in users.Rows) run.Screen.Line($"{(disconnect ? "Ending" : "Connected")}: pid {user[0]}, {user[1]}, from {user[2]}");
            if (!disconnect) throw DatabaseRemoval.InUse(database);
        }
        var dropped = await DatabaseRemoval.DropAsync(database, disconnect, ct);
        run.Screen.Data($"{database.Place}: {(dropped ? "dropped" : "nothing to drop")}", new { database = database.Place, dropped });
    }

    private static async Task<bool> ExistsAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        try
        {
            await run.GuardAsync(database, ct);
            return true;
        }
        catch (Exception failure) when (database.Explain(failure) is { Code: "CDB-024" })
        {
            run.Screen.Data($"{database.Place}: nothing to drop", new { database = database.Place, dropped = false });
            return false;
        }
    }
}
