using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Cruddur.Platform.Data.Backups;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

/// <summary>A backup taken while people write, restored on another server: nothing that was acknowledged before it began is missing.</summary>
public sealed class BackupDrillTests(PostgresCluster cluster)
{
    private static readonly int Rows = Figures.Full ? 500_000 : 50_000;

    private const string Insert = """
        insert into activities (uuid, user_uuid, message, expires_at, created_at)
        select gen_random_uuid(), (select uuid from users order by handle limit 1), $1 || n, now() + interval '7 days', now()
        from generate_series(1, $2) n
        """;

    [Fact]
    public async Task A_backup_under_load_is_whole_when_it_is_restored_elsewhere()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var ground = await BackupGround.LayAsync(cluster);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString(ground.Name));
        await WriteAsync(source, "before ", Rows, ct);
        var acknowledged = new ConcurrentBag<(string Message, long At)>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var message = string.Create(CultureInfo.InvariantCulture, $"writer {writer} crud {n} ");
                await WriteAsync(source, message, 1, CancellationToken.None);
                acknowledged.Add((message + "1", Stopwatch.GetTimestamp()));
            }
        })).ToList();
        while (acknowledged.Count < 200) await Task.Delay(10, ct);
        var begin = Stopwatch.GetTimestamp();
        var run = await ground.RunAsync(0, "backup");
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var (file, manifest) = ground.Backups[0];

        await using var elsewhere = new PostgresCluster();
        await elsewhere.InitializeAsync();
        var timer = Stopwatch.StartNew();
        var restored = await Cli.CliRun.Of("db", "restore", file.Path, "--swap", "--url", $"postgres://postgres@127.0.0.1:{elsewhere.Port}/{ground.Name}?sslmode=disable");
        Assert.True(restored.ExitCode == 0, restored.Error);
        var seconds = timer.Elapsed.TotalSeconds;

        await using var copy = NpgsqlDataSource.Create(elsewhere.ConnectionString(ground.Name));
        var (here, there) = (await LinesAsync(source, ct), await LinesAsync(copy, ct));
        var lost = acknowledged.Count(write => write.At <= begin && !there.Contains(write.Message));
        var strange = there.Count(line => !here.Contains(line));
        var tables = await CountsAsync(copy, manifest, ct);
        Figures.Record(34, "rows or sha mismatches", lost + strange + tables, "0");
        Figures.Record(34, "RPO: cruds acknowledged before the backup began and missing", lost, "0");
        Figures.Record(34, "RTO, s per GB of tables", seconds / (manifest.TableBytes / 1e9), "measured");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{acknowledged.Count} acknowledged, RPO {lost} lost, RTO {seconds:0.0} s for {ByteSize.Of(manifest.TableBytes)}; {run.Output.Trim()}"));
        Assert.Equal((0, 0, 0), (lost, strange, tables));
        Assert.True(there.Count > Rows, "the load left nothing in the backup");
    }

    private static async Task WriteAsync(NpgsqlDataSource source, string message, int rows, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Insert);
        command.Parameters.Add(new() { Value = message });
        command.Parameters.Add(new() { Value = rows });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<HashSet<string>> LinesAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("select message from activities");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) lines.Add(reader.GetString(0));
        return lines;
    }

    /// <summary>Tables whose number of rows is not the manifest's, but for those that a restore itself writes to.</summary>
    private static async Task<int> CountsAsync(NpgsqlDataSource copy, BackupManifest manifest, CancellationToken ct)
    {
        var wrong = 0;
        foreach (var table in manifest.Tables.Where(table => table.Name != "platform.operator_actions"))
        {
            await using var command = copy.CreateCommand($"select count(*) from {table.Name}");
            if ((long)(await command.ExecuteScalarAsync(ct))! != table.Rows) wrong++;
        }
        return wrong;
    }
}
