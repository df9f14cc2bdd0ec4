using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Reliability;

[Collection(nameof(Pressure))]
public sealed class FailoverTests
{
    private const int PerSecond = 60;
    private const string Database = "cruddur";
    private static readonly int Failovers = Figures.Full ? 10 : 2;

    [Fact]
    public async Task The_standby_takes_over_with_everything_that_was_acknowledged()
    {
        var (lost, doubled, away) = (0, 0, new List<double>());
        for (var failover = 0; failover < Failovers; failover++)
        {
            await using var primary = await PostgresServer.StartAsync();
            await primary.CreateMigratedAsync(Database);
            await using var standby = await FollowedAsync(primary);
            // Which of them may write is found out, whether the URL asks for it or not.
            var wanted = failover % 2 == 0 ? "&target_session_attrs=read-write" : "";
            var url = $"postgresql://postgres@127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}/{Database}?sslmode=disable{wanted}";
            await using var app = await TestApp.StartAsync(primary.ConnectionString(Database), url);
            await using var load = await Load.StartAsync(app, People.Andrew, PerSecond);
            await Task.Delay(1500);

            var begin = load.Now;
            await primary.KillAsync();
            await standby.PromoteAsync();
            var promoted = load.Now;
            away.Add((await load.FirstGoodAsync(promoted) - promoted).TotalSeconds);
            await Task.Delay(500);
            await load.StopAsync();

            Assert.Contains(load.Outcomes, one => one.At < begin && one is { IsGood: true, Message: not null });
            var found = await load.CompareAsync(beginning => Pressure.MessagesAsync(standby, Database, beginning));
            (lost, doubled) = (lost + found.Lost, doubled + found.Doubled);
        }
        var p95 = away.Order().ElementAt((int)(away.Count * 0.95));
        Figures.Record(9, "acknowledged cruds lost", lost, "0");
        Figures.Record(9, "cruds doubled", doubled, "0");
        Figures.Record(9, "seconds beyond the server's own time, p95", p95, "≤ 10");
        Assert.Equal((0, 0), (lost, doubled));
        Assert.InRange(p95, 0, Figures.Full ? 10 : 50);
    }

    [Fact]
    public async Task A_primary_that_may_only_be_read_any_more_is_left_for_the_new_one()
    {
        await using var primary = await PostgresServer.StartAsync();
        await primary.CreateMigratedAsync(Database);
        await using var standby = await FollowedAsync(primary);
        // One name, which is given to the new primary while connections to the old one stay open.
        await using var network = new Network(primary.Port);
        await using var app = await TestApp.StartAsync(primary.ConnectionString(Database), $"postgresql://postgres@127.0.0.1:{network.Port}/{Database}?sslmode=disable");
        await using var load = await Load.StartAsync(app, People.Andrew, PerSecond);
        await Task.Delay(1500);

        await primary.SqlAsync("alter system set default_transaction_read_only = on");
        await primary.SqlAsync("select pg_reload_conf()");
        await Task.Delay(1000);
        await standby.PromoteAsync();
        network.ServerPort = standby.Port;
        var promoted = load.Now;
        var waited = await load.FirstGoodAsync(promoted) - promoted;
        await Task.Delay(Figures.Full ? 25_000 : 5_000);
        await load.StopAsync();

        var patience = Figures.Full ? TimeSpan.FromSeconds(15) : waited + TimeSpan.FromSeconds(2);
        var late = load.Outcomes.Count(one => one is { Message: not null, Status: 0 or >= 500 } && one.At > promoted + patience);
        var (lost, doubled) = await load.CompareAsync(beginning => Pressure.MessagesAsync(standby, Database, beginning));
        Figures.Record(10, $"writes answered 5xx more than {patience.TotalSeconds:N0} s after the promotion", late, "0");
        Figures.Record(10, "seconds from the promotion to the first write", waited.TotalSeconds, "≤ 15");
        Figures.Record(10, "acknowledged cruds lost or doubled", lost + doubled, "0");
        Assert.Equal(0, late);
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromSeconds(Figures.Full ? 15 : 60));
        Assert.Equal((0, 0), (lost, doubled));
    }

    /// <summary>A standby without whose word the primary acknowledges nothing.</summary>
    private static async Task<PostgresServer> FollowedAsync(PostgresServer primary)
    {
        var standby = await primary.StandbyAsync();
        await primary.SqlAsync("alter system set synchronous_standby_names = '*'");
        await primary.SqlAsync("select pg_reload_conf()");
        while (await primary.SqlAsync("select sync_state from pg_stat_replication where state = 'streaming'") is not "sync") await Task.Delay(50);
        return standby;
    }
}
