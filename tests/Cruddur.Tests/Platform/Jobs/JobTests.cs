using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Jobs;

public sealed class JobTests(PostgresCluster cluster) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly MovableClock clock = new();
    private readonly List<string> done = [];
    private NpgsqlDataSource source = null!;
    private Db db = null!;
    private JobQueue queue = null!;
    private int failures;

    public async ValueTask InitializeAsync()
    {
        source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        (db, queue) = (new Db(source), new JobQueue(clock, now => Guid.CreateVersion7(now)));
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task A_job_is_done_once_and_not_before_its_time()
    {
        await AddAsync("now");
        await AddAsync("later", clock.GetUtcNow().AddHours(1));
        Assert.Equal(1, await Worker().RunDueAsync(None));
        Assert.Equal(["now"], done);
        Assert.Equal(0, await Worker().RunDueAsync(None));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await Worker().RunDueAsync(None));
        Assert.Equal(["now", "later"], done);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_job_whose_transaction_is_rolled_back_never_was()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.InTransactionAsync<int>(async transaction =>
        {
            await queue.AddAsync(transaction, "note", new JsonObject { ["name"] = "lost" }, null, null, None);
            throw new InvalidOperationException();
        }, None));
        Assert.Equal(0, await Worker().RunDueAsync(None));
    }

    [Fact]
    public async Task Of_two_with_the_same_key_one_is_there()
    {
        await AddAsync("first", key: "a");
        await AddAsync("second", key: "a");
        Assert.Equal(1, await Worker().RunDueAsync(None));
        Assert.Equal(["first"], done);
    }

    [Fact]
    public async Task What_fails_comes_again_after_a_pause_that_grows()
    {
        failures = 2;
        await AddAsync("stubborn");
        Assert.Equal(0, await Worker().RunDueAsync(None));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, await Worker().RunDueAsync(None));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await Worker().RunDueAsync(None));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, await Worker().RunDueAsync(None));
        Assert.Equal(1, failures + 1);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Worker().RunDueAsync(None));
        Assert.Equal(["stubborn"], done);
    }

    [Fact]
    public async Task Why_it_failed_is_kept_without_secrets()
    {
        failures = 1;
        await AddAsync("stubborn");
        await Worker().RunDueAsync(None);
        await using var command = source.CreateCommand("select last_error from platform.jobs");
        Assert.Equal("smtp://me:***@mail is away", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_job_whose_worker_died_is_done_by_another_when_its_lease_is_over()
    {
        await AddAsync("orphan");
        await using (var lease = source.CreateCommand("update platform.jobs set leased_until = $1, attempts = 1"))
        {
            lease.Parameters.Add(new() { Value = clock.GetUtcNow().AddMinutes(5) });
            await lease.ExecuteNonQueryAsync(None);
        }
        Assert.Equal(0, await Worker().RunDueAsync(None));
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await Worker().RunDueAsync(None));
    }

    [Fact]
    public async Task Ten_workers_do_each_of_a_hundred_jobs_once()
    {
        for (var number = 0; number < 100; number++) await AddAsync($"{number}");
        var counts = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Worker().RunDueAsync(None))));
        Assert.Equal(100, counts.Sum());
        Assert.Equal(100, done.Distinct().Count());
        Assert.Equal(100, done.Count);
    }

    [Fact]
    public async Task A_kind_that_only_a_newer_version_knows_waits_for_it()
    {
        await queue.AddAsync(db, "newer", [], null, null, None);
        Assert.Equal(0, await Worker().RunDueAsync(None));
        Assert.Equal(1, await CountAsync());
    }

    private JobWorker Worker() => new(db, queue, [new JobHandler("note", NoteAsync)], new ServiceCollection().BuildServiceProvider(), clock, NullLogger<JobWorker>.Instance);

    private Task NoteAsync(IServiceProvider services, Job job, CancellationToken ct)
    {
        if (failures-- > 0) throw new InvalidOperationException("smtp://me:kanarienvogel@mail is away");
        lock (done) done.Add(job.Payload.GetProperty("name").GetString()!);
        return Task.CompletedTask;
    }

    private Task AddAsync(string name, DateTimeOffset? at = null, string? key = null) => queue.AddAsync(db, "note", new JsonObject { ["name"] = name }, at, key, None);

    private async Task<long> CountAsync()
    {
        await using var command = source.CreateCommand("select count(*) from platform.jobs");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
