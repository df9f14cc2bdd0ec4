using System.Diagnostics;
using Cruddur.Platform.Data.Pools;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Reliability;

[Collection(nameof(Pressure))]
public sealed class PoolTests(PostgresCluster cluster)
{
    [Fact]
    public async Task When_every_connection_is_taken_who_waits_too_long_is_told_when_to_come_back()
    {
        const int Connections = 4;
        const int Patience = 2;
        var connectionString = await cluster.CreateMigratedAsync();
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var app = await TestApp.StartAsync(connectionString,
            $"postgresql://postgres@127.0.0.1:{cluster.Port}/{database}?sslmode=disable&connection_limit={Connections}&pool_timeout={Patience}");
        using var api = await app.ApiAsync(People.Andrew);
        using (await api.GetAsync("/api/activities/home"))
        {
            // The session is known from here on.
        }
        await using var holder = await app.Rows.OpenConnectionAsync();
        await using var holding = await holder.BeginTransactionAsync();
        await using (var locking = new NpgsqlCommand("lock table activities in access exclusive mode", holder)) await locking.ExecuteNonQueryAsync();
        var held = Enumerable.Range(0, Connections).Select(_ => api.GetAsync("/api/activities/home")).ToList();
        while (await app.ValueAsync<long>("select count(*) from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())") < Connections) await Task.Delay(20);

        var rejected = await Task.WhenAll(Enumerable.Range(0, Figures.Full ? 200 : 40).Select(async _ =>
        {
            var watch = Stopwatch.StartNew();
            using var answer = await api.GetAsync("/api/activities/home");
            return (Took: watch.Elapsed, Status: (int)answer.StatusCode, RetryAfter: answer.Header("Retry-After"));
        }));
        await holding.RollbackAsync();
        foreach (var answer in await Task.WhenAll(held)) answer.Dispose();

        var p99 = rejected.Select(one => one.Took.TotalMilliseconds - (Patience * 1000)).Order().ElementAt((int)(rejected.Length * 0.99));
        var told = 100.0 * rejected.Count(one => one is { Status: 503, RetryAfter: not null }) / rejected.Length;
        Figures.Record(12, "milliseconds of a rejection beyond the time-out, p99", p99, "≤ 100");
        Figures.Record(12, "rejections with 503 and Retry-After, percent", told, "100");
        Assert.Equal(100, told);
        Assert.InRange(p99, -50, Figures.Full ? 100 : 2000);
        Assert.Equal(200, await api.StatusAsync("/api/activities/home"));
    }

    [Fact]
    public async Task All_processes_at_their_peak_stay_within_what_the_server_has()
    {
        const int Max = 60;
        const int Processes = 3;
        const double Surge = 2;
        await using var server = await PostgresServer.StartAsync($"-c max_connections={Max}");
        await server.CreateMigratedAsync("cruddur");
        var budget = PoolBudget.Compute(Max, superuserReserved: 3, used: 0, configured: 0, new PoolPlan(Processes, Surge, Others: 0));
        var (apps, statuses) = (new List<TestApp>(), new List<int>());
        var most = 0L;
        try
        {
            for (var number = 0; number < Processes * Surge; number++)
            {
                apps.Add(await TestApp.StartAsync(server.ConnectionString("cruddur"), server.Url("cruddur", $"&connection_limit={budget.PerProcess}"), arePeopleThere: number > 0));
            }
            var apis = await Task.WhenAll(apps.Select(app => app.ApiAsync(People.Andrew)));
            using var stop = new CancellationTokenSource();
            var work = apis.SelectMany(api => Enumerable.Range(0, budget.PerProcess * 2).Select(async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var status = await api.StatusAsync("/api/activities/home");
                    lock (statuses) statuses.Add(status);
                }
            })).ToList();
            // However long a loaded machine takes to fill the pools.
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(Figures.Full ? 20 : 3) || (most < budget.PerProcess * Processes && watch.Elapsed < TimeSpan.FromMinutes(1));)
            {
                most = Math.Max(most, (long)(await server.SqlAsync("select count(*) from pg_stat_activity where application_name like 'cruddur%'"))!);
            }
            await stop.CancelAsync();
            await Task.WhenAll(work);
        }
        finally
        {
            foreach (var app in apps) await app.DisposeAsync();
        }
        var refused = server.Log().Split('\n').Count(line => line.Contains("too many clients", StringComparison.Ordinal) || line.Contains("remaining connection slots", StringComparison.Ordinal));
        Figures.Record(13, $"refusals with 53300, {Processes} processes during a deployment on {Max} connections, {most} in use", refused, "0");
        Assert.Equal(0, refused);
        Assert.All(statuses, status => Assert.Equal(200, status));
        // The pools were really filled.
        Assert.InRange(most, budget.PerProcess * Processes, Max);
    }
}
