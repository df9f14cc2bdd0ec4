using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Reliability;

[Collection(nameof(Pressure))]
public sealed class RestartTests
{
    private const int PerSecond = 200;
    private static readonly int Restarts = Figures.Full ? 10 : 2;
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_restart_of_PostgreSQL_is_waited_out()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.CreateMigratedAsync("cruddur");
        await using var app = await TestApp.StartAsync(server.ConnectionString("cruddur"), server.Url("cruddur"));
        await using var load = await Load.StartAsync(app, People.Andrew, PerSecond);
        await Task.Delay(1000);
        var (windows, slowest) = (new List<(TimeSpan From, TimeSpan To)>(), TimeSpan.Zero);
        for (var restart = 0; restart < Restarts; restart++)
        {
            var from = load.Now;
            await server.RestartAsync();
            var ready = load.Now;
            var waited = await load.FirstGoodAsync(ready) - ready;
            if (waited > slowest) slowest = waited;
            await Task.Delay(After);
            windows.Add((from, ready + After));
        }
        await load.StopAsync();

        var during = load.Outcomes.Where(one => windows.Any(window => one.At >= window.From && one.At <= window.To)).ToList();
        var failed = during.Count(one => !one.IsGood);
        var (lost, doubled) = await load.CompareAsync(beginning => Pressure.MessagesAsync(server, "cruddur", beginning));
        var share = 100.0 * failed / during.Count;
        Figures.Record(8, $"failed requests of {during.Count}, percent", share, "≤ 1");
        Figures.Record(8, "seconds from ready to the first success", slowest.TotalSeconds, "≤ 5");
        Figures.Record(8, "acknowledged cruds lost or doubled", lost + doubled, "0");
        Assert.True(share <= (Figures.Full ? 1 : 5), $"{failed} of {during.Count} failed: {string.Join(", ", during.CountBy(one => one.Status))}");
        Assert.InRange(slowest, TimeSpan.Zero, Figures.Full ? After : 4 * After);
        Assert.Equal((0, 0), (lost, doubled));
    }
}
