using System.Diagnostics;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Migrations;

public sealed class MigratorTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string First = "-- cruddur: phase=expand\n-- up\ncreate table one (id int);\n-- down\ndrop table one;\n-- verify\nselect to_regclass('one') is not null;\n";
    private const string Second = "-- cruddur: phase=expand\n-- up\ncreate table two (id int);\n-- down\ndrop table two;\n";
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() => source = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static IReadOnlyList<Migration> Files(params string[] texts) =>
        [.. texts.Select((text, index) => MigrationFiles.Parse(string.Create(CultureInfo.InvariantCulture, $"{index + 1:0000}_step.sql"), text))];

    private Migrator Of(params string[] texts) => new(source, Files(texts));

    private Task<IReadOnlyList<MigrationProgress>> Migrate(params string[] texts) => Of(texts).MigrateAsync(null, false, null, default);

    private async Task<object?> Scalar(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<DatabaseException> Fails(string code, int exitCode, Func<Task> work)
    {
        var error = await Assert.ThrowsAsync<DatabaseException>(work);
        Assert.Equal((code, exitCode), (error.Code, error.ExitCode));
        return error;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Migrators_at_the_same_time_apply_each_step_once(int count)
    {
        var counted = Second.Replace("-- down", "insert into two values (1); select pg_sleep(0.2);\n-- down", StringComparison.Ordinal);
        var runs = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Migrate(First, counted)));
        Assert.Equal(2, runs.Sum(run => run.Count));
        Assert.Equal(1L, await Scalar("select count(*) from two"));
        Assert.Equal(2L, await Scalar("select count(*) from platform.migrations where result = 'done'"));
    }

    [Fact]
    public async Task Nothing_pending_takes_no_lock()
    {
        await Migrate(First);
        await using var holder = await source.OpenConnectionAsync();
        await Hold(holder);
        Assert.Empty(await new Migrator(source, Files(First)) { LockWait = TimeSpan.Zero }.MigrateAsync(null, false, null, default));
    }

    [Fact]
    public async Task A_held_lock_names_its_holder()
    {
        await using var holder = await source.OpenConnectionAsync();
        await Hold(holder);
        var waiting = new Migrator(source, Files(First)) { LockWait = TimeSpan.FromSeconds(0.3) };
        var error = await Fails("CDB-007", 7, () => waiting.MigrateAsync(null, false, null, default));
        Assert.Matches($"^CDB-007: Another migration is running: pid {holder.ProcessID}, an unnamed program, from 127.0.0.1, for \\d+s. Waited 0s. See 'cruddur db locks'.$", error.Message);
    }

    [Fact]
    public async Task A_killed_holder_frees_the_lock()
    {
        var bin = Path.Combine(PostgresCluster.BinFolder, "psql");
        Assert.SkipUnless(File.Exists(bin) || Environment.GetEnvironmentVariable("CI") == "true", "Needs psql (package postgresql-client) as the process to kill.");
        var database = new NpgsqlConnectionStringBuilder(source.ConnectionString).Database!;
        using var psql = Process.Start(new ProcessStartInfo(bin, ["-h", "127.0.0.1", "-p", $"{cluster.Port}", "-U", "postgres", "-qAt", database])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await psql.StandardInput.WriteLineAsync("select pg_advisory_lock(1129469252, 1); select 'held';");
        await psql.StandardInput.FlushAsync();
        while (await psql.StandardOutput.ReadLineAsync() != "held") await Task.Yield();
        var migrating = Migrate(First);
        await Task.Delay(200);
        Assert.False(migrating.IsCompleted);
        psql.Kill();
        Assert.Single(await migrating);
    }

    [Fact]
    public async Task A_failing_step_rolls_everything_of_it_back_and_says_where()
    {
        var broken = "-- cruddur: phase=expand\n-- up\ncreate table two (id int);\n-- a comment\ninsert into two\n  values ('x');\n";
        var error = await Fails("CDB-008", 8, () => Migrate(First, broken));
        Assert.Equal("CDB-008: 0002_step.sql failed at statement 2, line 6: [22P02] invalid input syntax for type integer: \"x\". "
            + "Everything was rolled back; the database is unchanged at 0001_step.", error.Message);
        Assert.Equal(true, await Scalar("select to_regclass('two') is null and to_regclass('one') is not null"));
        Assert.Equal(1L, await Scalar("select count(*) from platform.migrations"));
    }

    [Fact]
    public async Task A_step_that_does_not_verify_is_rolled_back()
    {
        var error = await Fails("CDB-008", 8, () => Migrate(First.Replace("is not null", "is null", StringComparison.Ordinal)));
        Assert.Contains("failed at statement 2, line 7: [P0004] the verify block did not return true", error.Message, StringComparison.Ordinal);
        Assert.Equal(true, await Scalar("select to_regclass('one') is null"));
    }

    [Fact]
    public async Task An_edited_file_is_refused_but_its_comments_are_free()
    {
        await Migrate(First);
        Assert.Empty(await Migrate(First.Replace("create table", "-- why\n/* and how */   create table", StringComparison.Ordinal).ReplaceLineEndings("\r\n")));
        var edited = First.Replace("id int", "id bigint", StringComparison.Ordinal);
        var error = await Fails("CDB-010", 10, () => Migrate(edited, Second));
        Assert.Matches("^CDB-010: 0001_step.sql was edited after it was applied on \\d{4}-\\d\\d-\\d\\d \\(recorded [0-9a-f]{8}, now [0-9a-f]{8}\\). Restore the file, add 'accepts=[0-9a-f]{64}', or write a new migration.$", error.Message);
        var accepted = edited.Replace("phase=expand", $"phase=expand accepts={Files(First)[0].Sha256}", StringComparison.Ordinal);
        Assert.Single(await Migrate(accepted, Second));
    }

    [Theory]
    [InlineData("expand", true, "All are phase=expand, so starting is allowed.")]
    [InlineData("contract", false, "0002_step is phase=contract, so this build must not start.")]
    public async Task A_database_ahead_of_the_build_is_told(string phase, bool mayStart, string verdict)
    {
        await Migrate(First, Second.Replace("expand", phase, StringComparison.Ordinal));
        var status = await Of(First).StatusAsync(default);
        Assert.Equal(mayStart, status.MayStart);
        Assert.Equal($"CDB-020: The database is ahead: it has 1 migrations this build does not know (0002_step). {verdict}", status.AheadMessage);
        Assert.Empty(await Migrate(First));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        Assert.Equal(2, (await Of(First, Second).MigrateAsync(null, true, null, default)).Count);
        Assert.Equal(true, await Scalar("select to_regnamespace('platform') is null and to_regclass('one') is null"));
    }

    [Fact]
    public async Task A_step_without_down_is_not_rolled_back()
    {
        var oneWay = Second[..Second.IndexOf("-- down", StringComparison.Ordinal)];
        await Migrate(First, oneWay);
        await Fails("CDB-004", 4, () => Of(First, oneWay).RollbackAsync(2, null, null, default));
        Assert.Equal(2L, await Scalar("select count(*) from platform.migrations"));
    }

    [Fact]
    public async Task A_locked_table_is_given_up_with_the_name_of_who_holds_it()
    {
        await Migrate(First);
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table one in share mode", holder)) await command.ExecuteNonQueryAsync();
        var alter = "-- cruddur: phase=expand\n-- up\nalter table one add column name text;\n";
        var migrator = new Migrator(source, Files(First, alter)) { LockRetries = 0 };
        var error = await Fails("CDB-012", 14, () => migrator.MigrateAsync(null, false, null, default));
        Assert.Equal($"CDB-012: Could not get AccessExclusiveLock on one within 2s (1 tries). Blocked by pid {holder.ProcessID}: lock table one in share mode. Nothing changed.", error.Message);
        var retrying = new Migrator(source, Files(First, alter)).MigrateAsync(null, false, null, default);
        await Task.Delay(500);
        await transaction.RollbackAsync();
        Assert.Single(await retrying);
    }

    [Fact]
    public async Task A_step_without_transaction_stops_half_way_and_continues()
    {
        await Migrate(First);
        await Scalar("insert into one values (1), (1)");
        var index = "-- cruddur: phase=expand transaction=off\n-- up\ncreate unique index concurrently one_id on one (id);\n"
            + "-- verify\nselect coalesce((select indisvalid from pg_index where indexrelid = to_regclass('one_id')), false);\n";
        var error = await Fails("CDB-009", 9, () => Migrate(First, index));
        Assert.Contains("0002_step.sql runs without a transaction and stopped at statement 1. verify says: not in place", error.Message, StringComparison.Ordinal);
        Assert.Equal(MigrationState.Unfinished, (await Of(First, index).StatusAsync(default)).Entries[1].State);
        await Scalar("delete from one");
        Assert.Single(await Migrate(First, index));
        Assert.True((await Of(First, index).StatusAsync(default)).IsCurrent);
    }

    private static async Task Hold(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select pg_advisory_lock(1129469252, 1)", connection);
        await command.ExecuteNonQueryAsync();
    }
}
