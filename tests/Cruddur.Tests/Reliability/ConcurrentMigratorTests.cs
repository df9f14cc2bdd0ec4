using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Migrations;
using Cruddur.Tests.Processes;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>Many instances start at once, and each of them migrates first.</summary>
public sealed class ConcurrentMigratorTests(PostgresCluster cluster) : IDisposable
{
    private const int Processes = 10;
    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-concurrent-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Ten_processes_run_each_step_once_and_none_hangs_on_an_index_build()
    {
        var database = await cluster.CreateDatabaseAsync();
        Steps.Write(folder,
        [
            ("0001_table.sql", "-- cruddur: phase=expand\n-- up\ncreate table ran (id int);\ninsert into ran values (1);\ninsert into ran select 0 from generate_series(1, 20000);\n"),
            // A statement that counts itself cannot stand inside the build, so it stands behind it.
            ("0002_index.sql", $"-- cruddur: phase=expand transaction=off\n-- up\ncreate index concurrently if not exists ran_id on ran (id);\ninsert into ran values (2);\n-- verify\n{Steps.Valid.Replace("{0}", "ran_id", StringComparison.Ordinal)}"),
            ("0003_more.sql", "-- cruddur: phase=expand\n-- up\ninsert into ran values (3);\nselect pg_sleep(0.5);\n"),
        ]);
        var url = $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(database).Database}?sslmode=disable";
        var all = Enumerable.Range(0, Processes).Select(_ => CruddurProcess.Run(0, null, "db", "migrate", "--migrations", folder, "--url", url)).ToList();
        var ends = await Task.WhenAll(all.Select(async process => await Task.WhenAny(process.ExitAsync(), Task.Delay(TimeSpan.FromSeconds(100))) is Task<int> exit ? await exit : -1));
        var hung = ends.Count(end => end == -1);
        Assert.True(ends.All(end => end == 0), string.Join('\n', all.Select(process => process.Error)));
        foreach (var process in all) await process.DisposeAsync();

        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        var times = (long[])(await connection.ScalarAsync("select array_agg(n order by id) from (select id, count(*) as n from ran where id > 0 group by id) counted", default))!;
        Figures.Record(28, "times a step ran with 10 processes at once, most", times.Max(), "1");
        Figures.Record(28, "processes that hung", hung, "0");
        Assert.Equal([1L, 1L, 1L], times);
        Assert.Equal(3L, await connection.ScalarAsync("select count(*) from platform.migrations where result = 'done'", default));
        Assert.Equal(3, all.Sum(process => process.Error.Split("applying ").Length - 1));
    }
}
