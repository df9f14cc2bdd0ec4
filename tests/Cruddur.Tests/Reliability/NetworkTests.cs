using System.Net;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>What a network does to the program that a server never would.</summary>
[Collection(nameof(Pressure))]
public sealed class NetworkTests(PostgresCluster cluster)
{
    private const int PerSecond = 50;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(Figures.Full ? 20 : 60);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(Figures.Full ? 60 : 15);

    [Fact]
    public async Task A_network_that_drops_everything_holds_nobody_for_long_and_is_noticed_when_it_is_back()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await using var network = new Network(cluster.Port);
        await using var app = await StartAsync(connectionString, network);
        await using var load = await Load.StartAsync(app, People.Andrew, PerSecond);
        await Task.Delay(1000);

        var begin = load.Now;
        network.IsSilent = true;
        await Task.Delay(Silence);
        network.IsSilent = false;
        var back = load.Now;
        await load.FirstGoodAsync(back);
        await Task.Delay(TimeSpan.FromSeconds(2));
        await load.StopAsync();

        var stuck = load.Outcomes.Count(one => one.Took > Longest);
        var slowest = load.Outcomes.Max(one => one.Took);
        // Recovered is who fails no more.
        var recovered = load.Outcomes.Where(one => !one.IsGood && one.At >= back).Select(one => one.At - back).DefaultIfEmpty(TimeSpan.Zero).Max();
        var (lost, doubled) = await load.CompareAsync(beginning => MessagesAsync(app, beginning));
        Figures.Record(11, $"requests that took more than {Longest.TotalSeconds} s", stuck, "0");
        Figures.Record(11, "seconds of the slowest request", slowest.TotalSeconds, "≤ 20");
        Figures.Record(11, "seconds until every request succeeded again", recovered.TotalSeconds, "≤ 15");
        Figures.Record(11, "acknowledged cruds lost or doubled", lost + doubled, "0");
        Assert.Contains(load.Outcomes, one => one.Status == 503 && one.At >= begin && one.At < back);
        Assert.True(stuck == 0, $"{stuck} requests took up to {slowest}");
        Assert.InRange(recovered, TimeSpan.Zero, TimeSpan.FromSeconds(Figures.Full ? 15 : 60));
        Assert.Equal((0, 0), (lost, doubled));
    }

    [Fact]
    public async Task A_lost_reply_to_COMMIT_neither_loses_a_crud_nor_doubles_it()
    {
        const int Writers = 8;
        var connectionString = await cluster.CreateMigratedAsync();
        await using var network = new Network(cluster.Port) { LosesEach = 5 };
        await using var app = await StartAsync(connectionString, network);
        using var api = await app.ApiAsync(People.Andrew);
        var (each, retried) = (Figures.Full ? 250 : 25, 0);
        var posted = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var cruds = new List<Crud>();
            for (var number = 0; number < each; number++)
            {
                var message = FormattableString.Invariant($"writer {writer}, crud {number}");
                HttpStatusCode status;
                do
                {
                    using var answer = await api.TryCrudAsync(message, key: message);
                    status = answer.StatusCode;
                    if (status == HttpStatusCode.OK) cruds.Add(await answer.ReadAsync<Crud>());
                    else Interlocked.Increment(ref retried);
                }
                while (status == HttpStatusCode.ServiceUnavailable);
                Assert.Equal(HttpStatusCode.OK, status);
            }
            return cruds;
        }));
        var expected = posted.SelectMany(cruds => cruds).Select(crud => crud.Uuid).Order().ToList();
        var stored = (await app.ValueAsync<Guid[]>("select array_agg(uuid) from activities")).Order().ToList();
        Figures.Record(7, $"cruds lost, with {network.Lost} lost replies to COMMIT", expected.Except(stored).Count(), "0");
        Figures.Record(7, "cruds doubled", stored.Count - expected.Distinct().Count(), "0");
        Figures.Record(7, "times a client had to try again itself", retried, "measured");
        Assert.InRange(network.Lost, Writers * each / 5, int.MaxValue);
        Assert.Equal(expected, stored);
    }

    [Fact]
    public async Task Whoever_gave_no_key_is_told_that_nobody_knows()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await using var network = new Network(cluster.Port);
        await using var app = await StartAsync(connectionString, network);
        using var api = await app.ApiAsync(People.Andrew);
        var crud = await api.PostCrudAsync("liked by turns");
        network.LosesEach = 1;
        using var answer = await api.PostAsync($"/api/activities/{crud.Uuid}/like", null);
        Assert.Contains("may or may not", (await answer.JsonAsync(503))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, network.Lost);
        Assert.Equal(1, await app.CountAsync("likes"));
    }

    private static Task<TestApp> StartAsync(string connectionString, Network network) =>
        TestApp.StartAsync(connectionString, $"postgresql://postgres@127.0.0.1:{network.Port}/{new NpgsqlConnectionStringBuilder(connectionString).Database}?sslmode=disable");

    private static async Task<IReadOnlyCollection<string>> MessagesAsync(TestApp app, string beginning) =>
        await app.ValueAsync<string[]>("select coalesce(array_agg(message), '{}') from activities where starts_with(message, $1)", beginning);
}
