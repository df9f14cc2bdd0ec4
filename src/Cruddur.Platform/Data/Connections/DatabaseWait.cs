using System.Diagnostics;
using System.Net.Sockets;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Data.Migrations;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>What to wait for.</summary>
public enum WaitGoal
{
    /// <summary>PostgreSQL answers, even if it refuses.</summary>
    Server,

    /// <summary>The database accepts connections.</summary>
    Database,

    /// <summary>The database has every migration of this build.</summary>
    Migrated,
}

/// <summary>Waits for a database that others start, create or migrate. Starts and changes nothing itself.</summary>
public static class DatabaseWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Returns when the goal is reached.</summary>
    /// <param name="target">Which database.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="timeout">How long at the most; zero looks once.</param>
    /// <param name="waiting">Told why it waits, whenever that changes.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-043: it took too long. CDB-015 and CDB-020: no waiting will help.</exception>
    public static async Task ForAsync(DatabaseTarget target, WaitGoal goal, TimeSpan timeout, IProgress<string> waiting, CancellationToken ct)
    {
        var last = "";
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause, ct))
        {
            if (await LackAsync(target, goal, ct) is not { } lack) return;
            if (lack != last) waiting.Report(last = lack);
            if (watch.Elapsed + Pause > timeout)
            {
                throw new DatabaseException("CDB-043", FormattableString.Invariant(
                    $"Waited {timeout.TotalSeconds:0}s for {Named(goal)}, in vain: {lack}. Look at it with 'cruddur db status', or wait longer with --timeout."), 14);
            }
        }
    }

    /// <summary>What is still missing; null when nothing is.</summary>
    private static async Task<string?> LackAsync(DatabaseTarget target, WaitGoal goal, CancellationToken ct)
    {
        if (target.IsEmbedded && await RunningCluster.FindAsync(new EmbeddedOptions(target.DataFolder, target.BinDir, ToolsFolder: target.ToolsFolder), ct) is null)
            return "the embedded PostgreSQL does not run";
        await using var database = await OpenDatabase.OpenAsync(target, null, "wait", null, ct);
        try
        {
            var status = await database.Migrator().StatusAsync(ct);
            if (goal < WaitGoal.Migrated) return null;
            if (!status.MayStart) throw new DatabaseException("CDB-020", status.AheadMessage!["CDB-020: ".Length..], 3);
            var open = status.Entries.Count(entry => entry.State is MigrationState.Pending or MigrationState.Unfinished);
            return open == 0 ? null : FormattableString.Invariant($"{open} migrations are not applied");
        }
        catch (PostgresException answer) when (goal == WaitGoal.Server && answer.SqlState != PostgresErrorCodes.CannotConnectNow)
        {
            return null;
        }
        catch (PostgresException early) when (early.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown)
        {
            return early.MessageText;
        }
        catch (PostgresException refused) when (database.Explain(refused) is { } hopeless)
        {
            throw hopeless;
        }
        catch (Exception lost) when (!ct.IsCancellationRequested && lost is NpgsqlException and not PostgresException or SocketException or TimeoutException)
        {
            return $"nobody answers at {database.Place}";
        }
    }

    private static string Named(WaitGoal goal) => goal switch { WaitGoal.Server => "the server", WaitGoal.Database => "the database", _ => "the migrations" };
}
