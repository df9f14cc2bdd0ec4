using System.Diagnostics;
using System.Globalization;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Platform.Data.Pools;
using Npgsql;

namespace Cruddur.Platform.Data.Doctor;

/// <summary>Examines a database and the way to it. It changes nothing.</summary>
/// <param name="target">Which.</param>
/// <param name="patience">How long sessions may idle or wait before they are named.</param>
/// <param name="clock">The time of this machine, to compare the server's with.</param>
public sealed class DatabaseDoctor(DatabaseTarget target, TimeSpan patience, TimeProvider clock)
{
    private const int Pings = 20;
    private static readonly TimeSpan SlowPing = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>The way to the server: name, port, pooler. Nothing for the embedded one.</summary>
    public async Task<IReadOnlyList<Finding>> WayAsync(CancellationToken ct) => target.Url is { } url
        ? [.. await ConnectionChecks.LookAsync(url, ct), .. url.Warnings.Select(warning => new Finding("URL", warning.TrimEnd('.'), "Correct the URL, or live with it knowingly."))]
        : [];

    /// <summary>Everything that can be asked of a server that lets us in, each check as it is done.</summary>
    public async IAsyncEnumerable<Finding> ExamineAsync(OpenDatabase database, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        yield return await LatencyAsync(connection, ct);
        yield return await ClockAsync(connection, ct);
        foreach (var check in ServerChecks.All.Concat(SchemaChecks.All).Concat(TrafficChecks.All))
        {
            foreach (var finding in await AskAsync(connection, check, ct)) yield return finding;
        }
        yield return await MarkerAsync(database, ct);
        yield return await MigrationsAsync(database, ct);
        yield return await BudgetAsync(database, ct);
    }

    private async Task<IReadOnlyList<Finding>> AskAsync(NpgsqlConnection connection, SqlCheck check, CancellationToken ct)
    {
        try
        {
            var wrong = check.Sql.Contains("$1", StringComparison.Ordinal)
                ? await connection.TableAsync(check.Sql, ct, patience.TotalSeconds)
                : await connection.TableAsync(check.Sql, ct);
            return wrong.Rows.Count == 0 ? [Finding.Well(check.Name)] : [.. wrong.Rows.Select(row => new Finding(check.Name, row[0], row[1]))];
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return [new Finding(check.Name, "this role may not look", "grant pg_monitor to it.")];
        }
    }

    private static async Task<Finding> LatencyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var times = new List<TimeSpan>();
        for (var ping = 0; ping < Pings; ping++)
        {
            var watch = Stopwatch.StartNew();
            await connection.ScalarAsync("select 1", ct);
            times.Add(watch.Elapsed);
        }
        times.Sort();
        return times[Pings / 2] <= SlowPing ? Finding.Well("latency") : new Finding("latency", string.Create(CultureInfo.InvariantCulture,
            $"a round trip takes {times[Pings / 2].TotalMilliseconds:0.0} ms, and {times[Pings * 19 / 20].TotalMilliseconds:0.0} ms for one in twenty"), "Run Cruddur in the database's own region or machine.");
    }

    private async Task<Finding> ClockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var before = clock.GetUtcNow();
        var server = new DateTimeOffset((DateTime)(await connection.ScalarAsync("select clock_timestamp()", ct))!);
        var after = clock.GetUtcNow();
        var off = server < before ? before - server : server > after ? server - after : TimeSpan.Zero;
        return off <= Skew ? Finding.Well("clock") : new Finding("clock", string.Create(CultureInfo.InvariantCulture,
            $"this machine's clock and the server's are {off.TotalSeconds:0} s apart, by which cruds expire early or late"), "Switch on time synchronisation (chrony) on both.");
    }

    private static async Task<Finding> MarkerAsync(OpenDatabase database, CancellationToken ct) => await DatabaseMarker.ReadAsync(database.Source, ct) switch
    {
        null => new Finding("marker", "nothing says what this database is, so no command can tell it from production", "cruddur db create"),
        { } marker when marker.Environment != database.TargetName && (marker.IsProtected || DatabaseMarker.Protects(database.TargetName)) =>
            new Finding("marker", $"you are on target '{database.TargetName}' but the database is marked '{marker.Environment}'", "Check 'cruddur db target'."),
        _ => Finding.Well("marker"),
    };

    private static async Task<Finding> MigrationsAsync(OpenDatabase database, CancellationToken ct)
    {
        var status = await database.Migrator().StatusAsync(ct);
        var wrong = status.Entries.FirstOrDefault(entry => entry.State is MigrationState.Changed or MigrationState.Missing or MigrationState.Unfinished)
            ?? status.Entries.FirstOrDefault(entry => entry.State is not MigrationState.Applied);
        return wrong?.State switch
        {
            null => Finding.Well("migrations"),
            MigrationState.Pending => new Finding("migrations", $"{wrong.Id} is not applied, and this build needs it", "cruddur db migrate"),
            MigrationState.Unfinished => new Finding("migrations", $"{wrong.Id} stopped half way", "cruddur db migrate, or cruddur db repair."),
            MigrationState.Ahead => new Finding("migrations", $"{wrong.Id} is of a newer build than this one", "Deploy the newer build."),
            _ => new Finding("migrations", $"{wrong.Id} is not the file that was applied", "cruddur db status, and restore the file."),
        };
    }

    private static async Task<Finding> BudgetAsync(OpenDatabase database, CancellationToken ct)
    {
        var budget = await PoolBudget.ReadAsync(database, new PoolPlan(1, 2, 0), ct);
        return budget.Fits ? Finding.Well("pool") : new Finding("pool", string.Create(CultureInfo.InvariantCulture,
            $"one process and its successor may open {budget.Peak} connections, and the server has {budget.Usable} to give"), "cruddur db pool");
    }
}
