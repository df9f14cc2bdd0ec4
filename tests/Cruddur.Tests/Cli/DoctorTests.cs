using System.Diagnostics;
using System.Text.Json;
using Cruddur.Cli;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>A server as it should be in earnest: the doctor finds nothing wrong with it.</summary>
public sealed class SoundCluster : PostgresCluster
{
    protected override string Settings => "-c max_prepared_transactions=5 -c archive_mode=on -c jit=off";
}

/// <summary>What is broken on purpose is named, with its remedy, and nothing else is.</summary>
public sealed class DoctorTests(SoundCluster cluster) : IClassFixture<SoundCluster>
{
    private static int named;

    /// <summary>What breaks one database or the server, and the check that must name it; the third undoes what outlives the database.</summary>
    public static TheoryData<string, string, string?> Faults => new()
    {
        { "fsync", "alter system set fsync = off", "alter system reset fsync" },
        { "full_page_writes", "alter system set full_page_writes = off", "alter system reset full_page_writes" },
        { "synchronous_commit", "alter database {db} set synchronous_commit = off", null },
        { "autovacuum", "alter system set autovacuum = off", "alter system reset autovacuum" },
        { "statement log", "alter database {db} set log_statement = 'all'", null },
        { "statement log", "alter database {db} set log_min_duration_statement = 0", null },
        { "statement_timeout", "alter database {db} set statement_timeout = '500ms'", null },
        { "jit", "alter database {db} set jit = on", null },
        { "search_path", "alter database {db} set search_path = platform", null },
        { "read-only", "alter database {db} set default_transaction_read_only = on", null },
        { "password encryption", "alter system set password_encryption = 'md5'", "alter system reset password_encryption" },
        { "replication slots", "select pg_create_physical_replication_slot('dead')", "select pg_drop_replication_slot('dead')" },
        { "archiving", "alter system set archive_command = 'false'; select pg_reload_conf(); select pg_sleep(0.5); create table archived (); select pg_switch_wal()", "alter system reset archive_command; select pg_reload_conf(); select pg_stat_reset_shared('archiver')" },
        { "indexes", "update pg_index set indisvalid = false where indexrelid = 'likes_user'::regclass", null },
        { "constraints", "alter table likes add constraint odd check (true) not valid", null },
        { "unlogged tables", "alter table likes set unlogged", null },
        { "triggers", "alter table likes disable trigger all", null },
        { "row security", "alter table likes enable row level security", null },
        { "dead rows", "create table heap (n integer) with (autovacuum_enabled = off); insert into heap select generate_series(1, 20001); delete from heap", null },
        { "statistics", "create table heap (n integer) with (autovacuum_enabled = off); insert into heap select generate_series(1, 20001)", null },
        { "marker", "drop table cruddur_meta", null },
        { "marker", "update cruddur_meta set environment = 'prod'", null },
        { "migrations", "delete from platform.migrations where version = 4", null },
        { "migrations", "update platform.migrations set sha256 = repeat('0', 64) where version = 1", null },
        { "migrations", "update platform.migrations set finished_at = null, result = 'running' where version = 2", null },
        { "migrations", "insert into platform.migrations select 9999, '9999_newer', sha256, phase, started_at, finished_at, duration_ms, app_version, by, host, result from platform.migrations limit 1", null },
        { "expiry of cruds", "update activities set created_at = now() - interval '3 hours', expires_at = now() - interval '1 hour' where reply_to_activity_uuid is null and replies_count = 0 and likes_count = 0", null },
        { "counters", "update activities set likes_count = likes_count + 1 where uuid = (select max(uuid::text)::uuid from activities)", null },
        { "prepared transactions", "begin; create table prepared (); prepare transaction 'left behind'", "rollback prepared 'left behind'" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_named_with_its_remedy_and_nothing_else_is(string check, string fault, string? undo)
    {
        var (url, connectionString) = await SoundAsync();
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        await SqlAsync(connectionString, fault.Replace("{db}", $"\"{name}\"", StringComparison.Ordinal));
        await SqlAsync(connectionString, "select pg_reload_conf()");
        try
        {
            await NamesAsync(check, "doctor", "--url", url, "--patience", "0.01");
        }
        finally
        {
            if (undo is not null) await SqlAsync(connectionString, undo);
            await SqlAsync(cluster.ConnectionString("postgres"), "select pg_reload_conf()");
        }
    }

    [Fact]
    public async Task A_sound_database_is_well()
    {
        var (url, _) = await SoundAsync();
        var run = await UntilAsync(["doctor", "--url", url, "--all"], run => run.ExitCode == 0);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("ok     fsync", run.Output, StringComparison.Ordinal);
        Assert.Contains("checks, all well.", run.Error, StringComparison.Ordinal);
        Assert.Empty((await CliRun.Of("db", "doctor", "--url", url)).Output);
    }

    [Fact]
    public async Task Sessions_in_each_others_way_are_named()
    {
        var (url, connectionString) = await SoundAsync();
        await using (await Psql.OpenAsync(cluster, connectionString, "idler", "begin; select 1;"))
            await NamesAsync("idle transactions", "doctor", "--url", url, "--patience", "0.3");
        await using (await Psql.OpenAsync(cluster, connectionString, "worker", "select pg_sleep(60);"))
            await NamesAsync("long statements", "doctor", "--url", url, "--patience", "0.05");
        await using (await Psql.OpenAsync(cluster, connectionString, "holder", "begin; lock table platform.backups; select pg_sleep(60);"))
        await using (await Psql.OpenAsync(cluster, connectionString, "waiter", "begin; lock table platform.backups;"))
            await NamesAsync("waiting sessions", "doctor", "--url", url, "--patience", "1");
    }

    [Fact]
    public async Task A_crowd_is_named()
    {
        var (url, connectionString) = await SoundAsync();
        var crowd = new List<NpgsqlConnection>();
        try
        {
            for (var at = 0; at < 84; at++)
            {
                crowd.Add(new NpgsqlConnection(connectionString + ";Pooling=false"));
                await crowd[^1].OpenAsync(TestContext.Current.CancellationToken);
            }
            await NamesAsync("connections", "doctor", "--url", url);
        }
        finally
        {
            foreach (var one in crowd) await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_role_without_rights_is_named()
    {
        var (url, connectionString) = await SoundAsync();
        await SqlAsync(connectionString, "do $$ begin create role reader login; exception when duplicate_object then null; end $$; grant pg_read_all_data, pg_monitor to reader");
        await NamesAsync("rights", "doctor", "--url", url.Replace("postgres@", "reader@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_encoding_is_named()
    {
        // The tables cannot be made in another encoding, so it is one that was changed behind their back.
        var (url, connectionString) = await SoundAsync();
        await SqlAsync(connectionString, "update pg_database set encoding = pg_char_to_encoding('SQL_ASCII') where datname = current_database()");
        await NamesAsync("encoding", "doctor", "--url", url);
    }

    [Fact]
    public async Task A_wrong_clock_is_named()
    {
        var (url, _) = await SoundAsync();
        var (output, error) = (new StringWriter(), new StringWriter());
        var host = new CliHost(_ => null, TextReader.Null, new Ahead(), false);
        Assert.Equal(12, await CommandLine.RunAsync(["doctor", "--url", url, "--json"], host, output, error, TestContext.Current.CancellationToken));
        Assert.Equal(["clock"], Wrong(output.ToString()));
        named++;
    }

    [Theory]
    [InlineData("postgres://postgres@127.0.0.1:1/x?sslmode=disable", 12, "wrong  port: nobody answers at 127.0.0.1:1 (Connection refused). Fix: Start the server")]
    [InlineData("postgres://postgres@nowhere.invalid/x?sslmode=verify-full", 12, "wrong  name: no address is known for 'nowhere.invalid'. Fix: Correct the host")]
    [InlineData("postgres://nobody@127.0.0.1:{port}/postgres?sslmode=disable", 6, "CDB-015: Server refused the password for 'nobody'")]
    [InlineData("postgres://postgres@127.0.0.1:{port}/nothing?sslmode=disable", 3, "CDB-024: There is no database 'nothing'")]
    [InlineData("postgres://postgres@127.0.0.1:{port}/postgres?sslmod=disable", 2, "CDB-003: Unknown parameter 'sslmod'")]
    public async Task The_first_step_that_fails_is_named(string url, int exit, string line)
    {
        var run = await CliRun.Of("doctor", "--url", url.Replace("{port}", $"{cluster.Port}", StringComparison.Ordinal));
        Assert.Equal(exit, run.ExitCode);
        Assert.Contains(line, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_and_an_open_data_folder_are_named()
    {
        var folder = Directory.CreateTempSubdirectory("cruddur-doctor-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "cruddur.json"), """{"Colour":"violet"}""", TestContext.Current.CancellationToken);
        var (url, _) = await SoundAsync();
        var run = await CliRun.Of("doctor", "--json", "--url", url, "--data", folder);
        Assert.Equal(["settings"], Wrong(run.Output));
        Assert.Contains("Unknown setting 'Colour'", run.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<(string Url, string ConnectionString)> SoundAsync()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(connectionString).Database}?sslmode=disable";
        Assert.Equal(0, (await CliRun.Of("db", "setup", "--url", url)).ExitCode);
        return (url, connectionString);
    }

    /// <summary>Settings and statistics reach other sessions a moment later, so the doctor may have to look again.</summary>
    private static async Task NamesAsync(string check, params string[] args)
    {
        var run = await UntilAsync([.. args, "--json"], run => Wrong(run.Output).SequenceEqual([check]));
        Assert.True(run.ExitCode == 12 && Wrong(run.Output).SequenceEqual([check]), $"instead of '{check}': {run.Output}{run.Error}");
        Assert.Contains("\"fix\":\"", run.Output, StringComparison.Ordinal);
        Figures.Record(55, "faults that the doctor names alone and with their remedy", Interlocked.Increment(ref named), "every one of 30 and more");
    }

    private static async Task<CliRun> UntilAsync(string[] args, Func<CliRun, bool> seen)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var run = await CliRun.Of(args);
            if (seen(run) || waited.Elapsed > TimeSpan.FromSeconds(30)) return run;
        }
    }

    private static IReadOnlyList<string> Wrong(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("check").GetString()!)];

    private static async Task SqlAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        // One by one: 'alter system' runs in no transaction.
        foreach (var statement in sql.StartsWith("do ", StringComparison.Ordinal) ? [sql] : sql.Split(';'))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddSeconds(30);
    }
}
