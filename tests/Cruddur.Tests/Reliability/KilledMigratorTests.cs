using System.Diagnostics;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Platform.Data.Schema;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Migrations;
using Cruddur.Tests.Processes;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>A migrator that dies leaves nothing that the next one cannot finish by itself.</summary>
public sealed class KilledMigratorTests(PostgresCluster cluster) : IDisposable
{
    private const int Rows = 25;
    private const string Contract = "-- cruddur: phase=contract\n-- up\nalter table one drop column name;\n-- down\nalter table one add column name text;\n";

    private static readonly string Filled = "-- cruddur: phase=expand\n-- up\ncreate table one (id int, name text);\ninsert into one select null, 'n' from generate_series(1, 25);\n"
        + "create index one_name on one (name);\n-- down\ndrop table one;\n-- verify\nselect to_regclass('one_name') is not null;\n";

    private static readonly IReadOnlyList<Migration> Files = Figures.Full
        ? Steps.AfterBuild(Filled, Steps.Index("one", "id"), Steps.Fill("one", 10), Contract)
        : Steps.Of(Filled, Steps.Index("one", "id"), Steps.Fill("one", 10), Contract);

    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-killed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_off_at_any_request_it_is_finished_by_the_next(bool delivered)
    {
        var (requests, wanted) = await CountAsync();
        Assert.InRange(requests, 20, 400);
        var (wrong, manual) = (0, 0);
        for (var at = 1; at <= requests; at++)
        {
            var database = await cluster.CreateDatabaseAsync();
            await using (var proxy = new CuttingProxy(cluster.Port, at, delivered))
            {
                await using var source = NpgsqlDataSource.Create(Through(proxy, database));
                // What the cut-off one says does not matter: a killed program says nothing.
                await Record.ExceptionAsync(() => new Migrator(source, Files).MigrateAsync(null, false, null, default));
            }
            await using var direct = NpgsqlDataSource.Create(database);
            if (await Record.ExceptionAsync(() => new Migrator(direct, Files).MigrateAsync(null, false, null, default)) is not null) manual++;
            if (!await IsWholeAsync(direct, wanted)) wrong++;
        }
        Figures.Record(29, $"cut at {requests} requests, {(delivered ? "answer lost" : "request lost")}: schemas that are not as expected", wrong, "0");
        Figures.Record(29, $"cut at {requests} requests, {(delivered ? "answer lost" : "request lost")}: steps by hand", manual, "0");
        Assert.Equal((0, 0), (wrong, manual));
    }

    [Fact]
    public async Task Killed_with_signal_9_it_is_finished_by_the_next()
    {
        Steps.Write(folder, Files.Zip(Texts()).Select(file => (file.First.File, file.Second)));
        var (requests, wanted) = await CountAsync();
        var (wrong, manual) = (0, 0);
        for (var at = 3; at <= requests; at += Figures.Full ? 1 : requests / 5)
        {
            var database = await cluster.CreateDatabaseAsync();
            var killed = new TaskCompletionSource<int>();
            await using (var proxy = new CuttingProxy(cluster.Port, at, deliver: at % 2 == 0, () => killed.Task.Result.Kill9()))
            {
                await using var process = CruddurProcess.Run(0, null, "db", "migrate", "--migrations", folder, "--url", Url(proxy.Port, database));
                killed.SetResult(process.Id);
                Assert.Equal(137, await process.ExitAsync());
            }
            await using (var next = CruddurProcess.Run(0, null, "db", "migrate", "--migrations", folder, "--url", Url(cluster.Port, database)))
            {
                if (await next.ExitAsync() != 0) manual++;
            }
            await using var source = NpgsqlDataSource.Create(database);
            if (!await IsWholeAsync(source, wanted)) wrong++;
        }
        Figures.Record(29, "kill -9 of the process: schemas that are not as expected, or steps by hand", wrong + manual, "0");
        Assert.Equal((0, 0), (wrong, manual));
    }

    [Fact]
    public async Task The_lock_of_a_killed_migrator_frees_itself()
    {
        var database = await cluster.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        var slow = Steps.Table("slow").Replace("-- down", "select pg_sleep(600);\n-- down", StringComparison.Ordinal);
        Steps.Write(folder, [("0001_slow.sql", slow)]);
        await using var holder = CruddurProcess.Run(0, null, "db", "migrate", "--migrations", folder, "--url", Url(cluster.Port, database));
        await UntilAsync(source, "select exists (select from pg_stat_activity where datname = current_database() and query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid())");
        await holder.KillAsync();
        var waited = Stopwatch.StartNew();
        Assert.Single(await new Migrator(source, Steps.Of(Steps.Table("one"))).MigrateAsync(null, false, null, default));
        Figures.Record(30, "seconds from kill -9 of the lock's holder until the next migrator was done", waited.Elapsed.TotalSeconds, "≤ 60");
        Assert.InRange(waited.Elapsed.TotalSeconds, 0, Figures.Full ? 60 : 180);
    }

    [Fact]
    public async Task An_index_build_that_was_killed_is_cleared_away_and_done_anew()
    {
        var database = await cluster.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await new Migrator(source, Steps.Of(Steps.Table("one"))).MigrateAsync(null, false, null, default);
        Steps.Write(folder, [("0001_step.sql", Steps.Table("one")), ("0002_step.sql", Steps.Index("one", "id"))]);
        await using var old = await source.OpenConnectionAsync();
        await using var transaction = await old.BeginTransactionAsync();
        await old.RunAsync("insert into one values (1)", default);
        await using (var holder = CruddurProcess.Run(0, null, "db", "migrate", "--migrations", folder, "--url", Url(cluster.Port, database)))
        {
            await UntilAsync(source, "select exists (select from pg_stat_activity where datname = current_database() and query like 'create index concurrently%' and wait_event_type = 'Lock')");
            await holder.KillAsync();
        }
        var next = new Migrator(source, Steps.Of(Steps.Table("one"), Steps.Index("one", "id"))).MigrateAsync(null, false, null, default);
        // PostgreSQL ends the build of the killed one first, which leaves an index that is invalid.
        await UntilAsync(source, "select exists (select from pg_index where not indisvalid) and exists (select from pg_stat_activity where datname = current_database() and query like 'drop index concurrently%' and wait_event_type = 'Lock')");
        await transaction.CommitAsync();
        Assert.Single(await next);
        Assert.Equal(true, await ScalarAsync(source, "select indisvalid from pg_index where indexrelid = 'one_id'::regclass"));
    }

    private static IEnumerable<string> Texts() => (Figures.Full ? MigrationFiles.Embedded().Select(file => File.ReadAllText(Path.Combine(Golden.Root, "db/migrations", file.File))) : [])
        .Concat([Filled, Steps.Index("one", "id"), Steps.Fill("one", 10), Contract]);

    private async Task<(int Requests, string Dump)> CountAsync()
    {
        var database = await cluster.CreateDatabaseAsync();
        await using var proxy = new CuttingProxy(cluster.Port, 0, deliver: true);
        await using var source = NpgsqlDataSource.Create(Through(proxy, database));
        await new Migrator(source, Files).MigrateAsync(null, false, null, default);
        await using var direct = NpgsqlDataSource.Create(database);
        return (proxy.Requests, await SchemaDump.ReadAsync(direct, default));
    }

    private static async Task<bool> IsWholeAsync(NpgsqlDataSource source, string wanted) =>
        SchemaDiff.Compare(wanted, await SchemaDump.ReadAsync(source, default)).Count == 0
        && (await new Migrator(source, Files).StatusAsync(default)).IsCurrent
        && await ScalarAsync(source, "select count(*) filter (where id = 0) from one") is (long)Rows
        && await ScalarAsync(source, "select bool_and(indisvalid) from pg_index") is true;

    private static async Task UntilAsync(NpgsqlDataSource source, string sql)
    {
        for (var waited = Stopwatch.StartNew(); await ScalarAsync(source, sql) is not true; await Task.Delay(20))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), $"Not within a minute: {sql}");
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ScalarAsync(sql, default);
    }

    private static string Through(CuttingProxy proxy, string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Port = proxy.Port, Pooling = false }.ConnectionString;

    private static string Url(int port, string connectionString) => $"postgres://postgres@127.0.0.1:{port}/{new NpgsqlConnectionStringBuilder(connectionString).Database}?sslmode=disable";
}

internal static class Kill
{
    /// <summary>Ends a process at once, as kill -9 does.</summary>
    public static void Kill9(this int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        process.WaitForExit();
    }
}
