using System.Collections.Concurrent;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Migrations;

/// <summary>Back-fills, dry runs, phases, locks and what a run says while it lasts.</summary>
public sealed class StepKindTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly Heard notes = new();
    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() => source = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private Migrator Of(params string[] texts) => new(source, Steps.Of(texts)) { Notes = notes, BeatEvery = TimeSpan.FromMilliseconds(50) };

    private async Task<object?> Scalar(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task A_back_fill_commits_each_batch_and_tells_how_far_it_is()
    {
        await Of(Steps.Table("one")).MigrateAsync(null, false, null, default);
        await Scalar("insert into one select null from generate_series(1, 25)");
        var slow = Steps.Fill("one", 10).Replace("limit 10)", "limit 10) and pg_sleep(0.02) is not null", StringComparison.Ordinal);
        await Of(Steps.Table("one"), slow).MigrateAsync(null, false, null, default);
        Assert.Equal(25L, await Scalar("select count(*) from one where id = 0"));
        Assert.Equal(3L, await Scalar("select count(distinct xmin::text) from one"));
        Assert.Contains(notes, note => note.StartsWith("applying 0002_step (1/1) … 0 s, ", StringComparison.Ordinal) && note.Contains(" of 25 rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_back_fill_goes_on_where_it_stopped()
    {
        await Of(Steps.Table("one")).MigrateAsync(null, false, null, default);
        await Scalar("insert into one select null from generate_series(1, 25)");
        await Scalar("create function stop() returns trigger language plpgsql as $$ begin if (select count(*) from one where id = 0) >= 10 then raise 'full'; end if; return null; end $$");
        await Scalar("create trigger stop after update on one execute function stop()");
        var error = await Assert.ThrowsAsync<DatabaseException>(() => Of(Steps.Table("one"), Steps.Fill("one", 8)).MigrateAsync(null, false, null, default));
        Assert.Equal(("CDB-009", 9), (error.Code, error.ExitCode));
        Assert.Equal(8L, await Scalar("select count(*) from one where id = 0"));
        await Scalar("drop trigger stop on one");
        Assert.Single(await Of(Steps.Table("one"), Steps.Fill("one", 8)).MigrateAsync(null, false, null, default));
        Assert.Equal(25L, await Scalar("select count(*) from one where id = 0"));
    }

    [Theory]
    [InlineData("phase=backfill\n-- up\nselect 1;\n-- verify\nselect true;", "with phase=backfill '-- up' is one statement")]
    [InlineData("phase=backfill\n-- up\nselect 1; select 2;\n-- total\nselect 1;\n-- verify\nselect true;", "with phase=backfill '-- up' is one statement")]
    [InlineData("phase=backfill\n-- up\nselect 1;\n-- total\nselect 1;", "with phase=backfill a block '-- verify' must tell")]
    [InlineData("phase=expand\n-- up\nselect 1;\n-- total\nselect 1;", "line 5: '-- total' belongs to phase=backfill.")]
    [InlineData("phase=expand\n-- up\nselect 1;\nCOMMIT;", "line 4: transactions are the migrator's.")]
    [InlineData("phase=expand lock-timeout=5\n-- up\nselect 1;", "line 1: 'lock-timeout=5' is no directive.")]
    public void A_file_that_cannot_be_run_so_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Steps.Of($"-- cruddur: {text}")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_long_step_says_that_it_still_runs()
    {
        var slow = Steps.Table("one").Replace("-- down", "select pg_sleep(0.3);\n-- down", StringComparison.Ordinal);
        await Of(slow, Steps.Table("two")).MigrateAsync(null, false, null, default);
        Assert.Contains("applying 0001_step (1/2) … 0 s", notes);
    }

    [Fact]
    public void The_estimate_follows_from_what_is_done()
    {
        Assert.Equal("applying x … 10 s, 400 of 1000 rows, about 15 s left", StepBeat.Text("applying x", TimeSpan.FromSeconds(10), 400, 1000));
        Assert.Equal("applying x … 10 s, 0 of 1000 rows", StepBeat.Text("applying x", TimeSpan.FromSeconds(10), 0, 1000));
        Assert.Equal("applying x … 12 s, 1003 of 1000 rows", StepBeat.Text("applying x", TimeSpan.FromSeconds(12), 1003, 1000));
    }

    [Fact]
    public async Task A_dry_run_shows_locks_on_tables_that_are_in_use_and_changes_nothing()
    {
        await Of(Steps.Table("one")).MigrateAsync(null, false, null, default);
        await Scalar("insert into one values (null)");
        var alter = "-- cruddur: phase=expand\n-- up\nalter table one add column name text;\ncreate table three (id int);\ninsert into three select id from one;\n";
        var files = new[] { Steps.Table("one"), Steps.Table("two"), alter, Steps.Index("one", "id"), Steps.Fill("one", 10) };
        var tried = await Of(files).MigrateAsync(null, dryRun: true, null, default);
        Assert.Equal(["0002_step", "0003_step", "0005_step"], tried.Select(step => step.Id));
        Assert.Empty(tried[0].Locks);
        Assert.Equal([new TableLock("one", "AccessExclusiveLock")], tried[1].Locks);
        Assert.Equal(["0004_step must run outside a transaction, so it was not tried."], notes.Where(note => !note.StartsWith("applying", StringComparison.Ordinal)));
        Assert.Equal(1L, await Scalar("select count(*) from one where id is null"));
        Assert.Equal(true, await Scalar("select to_regclass('two') is null and not exists (select from pg_attribute where attname = 'name' and attrelid = 'one'::regclass)"));
        Assert.Equal(1L, await Scalar("select count(*) from platform.migrations"));
    }

    [Theory]
    [InlineData(MigrationPhase.Expand, 1)]
    [InlineData(MigrationPhase.Backfill, 2)]
    [InlineData(MigrationPhase.Contract, 4)]
    public async Task A_run_ends_before_the_first_step_of_a_later_phase(MigrationPhase last, int applied)
    {
        var contract = "-- cruddur: phase=contract\n-- up\nalter table one drop column id;\n";
        var migrator = new Migrator(source, Steps.Of(Steps.Table("one"), Steps.Fill("one", 5), contract, Steps.Table("two"))) { LastPhase = last };
        Assert.Equal(applied, (await migrator.MigrateAsync(null, false, null, default)).Count);
    }

    [Fact]
    public async Task Touched_tables_are_analyzed_unless_they_are_empty()
    {
        var filled = Steps.Table("one").Replace("-- down", "insert into one select generate_series(1, 1000);\n-- down", StringComparison.Ordinal);
        await Of(filled, Steps.Table("two")).MigrateAsync(null, false, null, default);
        Assert.Equal("1000,-1", await Scalar("select string_agg(reltuples::text, ',' order by relname) from pg_class where relname in ('one', 'two')"));
    }

    [Fact]
    public async Task What_lint_finds_is_not_applied_and_the_table_s_rows_are_told()
    {
        await Of(Steps.Table("one")).MigrateAsync(null, false, null, default);
        await Scalar("insert into one select generate_series(1, 1200)");
        await Scalar("analyze one");
        var blocking = "-- cruddur: phase=expand\n-- up\ncreate index one_id on one (id);\nalter table one rename to uno;\n";
        var error = await Assert.ThrowsAsync<DatabaseException>(() => Of(Steps.Table("one"), blocking).MigrateAsync(null, false, null, default));
        Assert.Equal(11, error.ExitCode);
        Assert.Equal("CDB-011: index-not-concurrent in 0002_step.sql:3. CREATE INDEX takes ShareLock on one (1200 rows). Write instead: CREATE INDEX CONCURRENTLY in a step with transaction=off.",
            error.Message.Split('\n')[0]);
        Assert.StartsWith("CDB-011: renaming-table in 0002_step.sql:4.", error.Message.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal(true, await Scalar("select to_regclass('one_id') is null"));
        var allowed = blocking.Replace("-- up", "-- cruddur: allow=index-not-concurrent because=small\n-- cruddur: allow=renaming-table because=unused\n-- up", StringComparison.Ordinal);
        Assert.Single(await Of(Steps.Table("one"), allowed).MigrateAsync(null, false, null, default));
    }

    [Fact]
    public async Task A_step_may_wait_longer_for_its_lock()
    {
        await Of(Steps.Table("one")).MigrateAsync(null, false, null, default);
        await using var holder = await source.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table one; select 'private'", holder)) await command.ExecuteNonQueryAsync();
        var alter = "-- cruddur: phase=expand lock-timeout=1s\n-- up\nalter table one add column name text;\n";
        var migrator = new Migrator(source, Steps.Of(Steps.Table("one"), alter)) { LockRetries = 1, LockRetryPause = TimeSpan.FromMilliseconds(400) };
        var error = await Assert.ThrowsAsync<DatabaseException>(() => migrator.MigrateAsync(null, false, null, default));
        Assert.StartsWith("CDB-012: Could not get AccessExclusiveLock on one within 1s (2 tries). Blocked by pid ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("private", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_concurrent_build_outlasts_the_transactions_that_it_must_wait_for()
    {
        await Of(Steps.Table("one")).MigrateAsync(null, false, null, default);
        await using var old = await source.OpenConnectionAsync();
        await using var transaction = await old.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("insert into one values (1)", old)) await command.ExecuteNonQueryAsync();
        var building = Of(Steps.Table("one"), Steps.Index("one", "id")).MigrateAsync(null, false, null, default);
        await Task.Delay(3000);
        Assert.False(building.IsCompleted);
        await transaction.CommitAsync();
        Assert.Single(await building);
    }

    [Fact]
    public async Task An_untransacted_step_that_is_undone_half_way_counts_as_unfinished_and_comes_back()
    {
        var index = Steps.Index("one", "id").Replace("-- verify", "drop table nowhere;\n-- verify", StringComparison.Ordinal);
        var migrator = Of(Steps.Table("one"), index);
        await migrator.MigrateAsync(null, false, null, default);
        var error = await Assert.ThrowsAsync<DatabaseException>(() => migrator.RollbackAsync(1, null, null, default));
        Assert.StartsWith("CDB-009: 0002_step.sql runs without a transaction and stopped at statement 2. verify says: not in place ([42P01]", error.Message, StringComparison.Ordinal);
        Assert.Equal(MigrationState.Unfinished, (await migrator.StatusAsync(default)).Entries[1].State);
        Assert.Single(await migrator.MigrateAsync(null, false, null, default));
        Assert.Equal(true, await Scalar("select indisvalid from pg_index where indexrelid = 'one_id'::regclass"));
    }

    /// <summary>What was said, in order.</summary>
    internal sealed class Heard : ConcurrentQueue<string>, IProgress<string>
    {
        public void Report(string value) => Enqueue(value);
    }
}
