using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Retries;

/// <summary>Each kind of failure is met as its row of the table says, and what was written is there once or not at all.</summary>
public sealed class RetryTests(PostgresCluster cluster)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("40001", 3)]
    [InlineData("40P01", 3)]
    [InlineData("26000", 1)]
    [InlineData("42P05", 1)]
    [InlineData("25006", 2)]
    [InlineData("end", 1)]
    public async Task What_had_no_effect_is_run_again(string code, int failures)
    {
        await using var alone = await Flaky.CreateAsync(cluster);
        Assert.Equal(1, await alone.Db.FindAsync(Flaky.Write(code, failures), Args.None, None));
        Assert.Equal((failures + 1, 1), await alone.CountAsync());

        await using var whole = await Flaky.CreateAsync(cluster);
        Assert.Equal(1, await whole.Db.InTransactionAsync(transaction => transaction.FindAsync(Flaky.Write(code, failures), Args.None, None), None));
        Assert.Equal((failures + 1, 1), await whole.CountAsync());
    }

    [Theory]
    [InlineData("40001", 4, DbErrorKind.Conflict)]
    [InlineData("26000", 2, DbErrorKind.Unavailable)]
    [InlineData("end", 2, DbErrorKind.Unavailable)]
    public async Task But_not_for_ever(string code, int calls, DbErrorKind kind)
    {
        await using var alone = await Flaky.CreateAsync(cluster);
        Assert.Equal(kind, (await Assert.ThrowsAsync<DbError>(() => alone.Db.FindAsync(Flaky.Write(code, 99), Args.None, None))).Kind);
        Assert.Equal((calls, 0), await alone.CountAsync());

        await using var whole = await Flaky.CreateAsync(cluster);
        Assert.Equal(kind, (await Assert.ThrowsAsync<DbError>(() => whole.Db.InTransactionAsync(
            transaction => transaction.FindAsync(Flaky.Write(code, 99), Args.None, None), None))).Kind);
        Assert.Equal((calls, 0), await whole.CountAsync());
    }

    [Theory]
    [InlineData("53100", DbErrorKind.Full)]
    [InlineData("53200", DbErrorKind.Full)]
    [InlineData("53400", DbErrorKind.Full)]
    [InlineData("58030", DbErrorKind.Full)]
    [InlineData("57014", DbErrorKind.TimedOut)]
    [InlineData("23505", DbErrorKind.Duplicate)]
    [InlineData("42P01", DbErrorKind.WrongSchema)]
    public async Task What_trying_again_would_not_mend_is_told_at_once_and_reads_go_on(string code, DbErrorKind kind)
    {
        await using var database = await Flaky.CreateAsync(cluster);
        var failed = await Assert.ThrowsAsync<DbError>(() => database.Db.InTransactionAsync(transaction => transaction.FindAsync(Flaky.Write(code, 1), Args.None, None), None));
        Assert.Equal(kind, failed.Kind);
        Assert.Equal((1, 0), await database.CountAsync());
        Assert.Equal(7, await database.Db.FindAsync(Flaky.Read("select 7"), Args.None, None));
    }

    [Fact]
    public async Task What_is_not_a_stale_plan_is_a_defect_to_be_seen_as_it_is()
    {
        await using var database = await Flaky.CreateAsync(cluster);
        await Assert.ThrowsAsync<PostgresException>(() => database.Db.FindAsync(Flaky.Write("0A000", 1), Args.None, None));
        Assert.Equal((1, 0), await database.CountAsync());
    }

    [Fact]
    public async Task A_plan_that_a_migration_made_stale_is_made_anew()
    {
        await using var database = await Flaky.CreateAsync(cluster, "Max Auto Prepare=10;Auto Prepare Min Usages=1");
        var all = Flaky.Read("select id from effects");
        for (var turn = 0; turn < 3; turn++) await database.Db.ListAsync(all, Args.None, None);
        await using (var migration = database.Rows.CreateCommand("alter table effects alter column id type bigint; alter table effects alter column id type text; insert into effects values ('1')"))
        {
            await migration.ExecuteNonQueryAsync();
        }
        await using (var migration = database.Rows.CreateCommand("alter table effects alter column id type smallint using id::smallint"))
        {
            await migration.ExecuteNonQueryAsync();
        }
        var row = Assert.Single(await database.Db.ListAsync(all, Args.None, None));
        Assert.Equal(1, row);
    }

    [Fact]
    public async Task Values_are_sent_again_with_the_statement()
    {
        await using var database = await Flaky.CreateAsync(cluster);
        var sum = Flaky.Read("select flaky('40001', 2) + @more::integer");
        Assert.Equal(6, await database.Db.FindAsync(sum, new Args { ["more"] = 5 }, None));
    }

    [Fact]
    public async Task Whoever_watches_sees_how_often_something_was_run_again()
    {
        var reasons = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, all) => { if (instrument.Name == "database_retries") all.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => { lock (reasons) reasons.Add($"{tags[0].Value}"); });
        listener.Start();
        await using var database = await Flaky.CreateAsync(cluster);
        await database.Db.FindAsync(Flaky.Write("40P01", 2), Args.None, None);
        lock (reasons) Assert.InRange(reasons.Count(reason => reason == "Repeat"), 2, int.MaxValue);
    }

    [Fact]
    public async Task A_server_without_a_connection_to_spare_is_asked_again_for_three_seconds()
    {
        await using var database = await Flaky.CreateAsync(cluster);
        var name = new NpgsqlConnectionStringBuilder(database.Rows.ConnectionString).Database!;
        await using (var role = database.Rows.CreateCommand($"create role narrow_{name} login connection limit 1")) await role.ExecuteNonQueryAsync();
        await using var narrow = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString(name)) { Username = $"narrow_{name}" });
        var taken = await narrow.OpenConnectionAsync();
        var db = new Db(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString(name)) { Username = $"narrow_{name}", Pooling = false }));

        var watch = Stopwatch.StartNew();
        Assert.Equal(DbErrorKind.Unavailable, (await Assert.ThrowsAsync<DbError>(() => db.FindAsync(Flaky.Read("select 1"), Args.None, None))).Kind);
        Assert.InRange(watch.Elapsed.TotalSeconds, 2.9, 20);

        var waiting = db.FindAsync(Flaky.Read("select 1"), Args.None, None);
        await Task.Delay(500);
        await taken.DisposeAsync();
        narrow.Clear();
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task A_job_waits_longer_for_a_server_that_may_write()
    {
        await using var database = await Flaky.CreateAsync(cluster);
        var watch = Stopwatch.StartNew();
        Assert.Equal(DbErrorKind.ReadOnly, (await Assert.ThrowsAsync<DbError>(() => database.Db.FindAsync(Flaky.Write("25006", 99), Args.None, None))).Kind);
        var (calls, effects) = await database.CountAsync();
        Assert.InRange(watch.Elapsed.TotalSeconds, 2.9, 20);
        Assert.InRange(calls, 3, 12);
        Assert.Equal(0, effects);
        watch.Restart();
        // Whatever chance makes of its pauses, they come to more than three seconds.
        Assert.Equal(1, await database.Db.ForJobs().FindAsync(Flaky.Write("25006", (int)calls + 8), Args.None, None));
        Assert.InRange(watch.Elapsed.TotalSeconds, 3, 60);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_ends_it()
    {
        await using var database = await Flaky.CreateAsync(cluster);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Db.ForJobs().FindAsync(Flaky.Write("25006", 99), Args.None, patience.Token));
    }
}
