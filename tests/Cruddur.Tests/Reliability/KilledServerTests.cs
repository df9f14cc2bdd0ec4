using System.Collections.Concurrent;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Reliability;

[Collection(nameof(Pressure))]
public sealed class KilledServerTests
{
    private const int Writers = 32;
    private const int Between = 200;
    private static readonly int Kills = Figures.Full ? 50 : 3;

    [Fact]
    public async Task Kill_9_of_PostgreSQL_loses_nothing_that_was_acknowledged_and_doubles_nothing()
    {
        await using var server = await PostgresServer.StartAsync();
        await server.CreateMigratedAsync("cruddur");
        await using var app = await TestApp.StartAsync(server.ConnectionString("cruddur"), server.Url("cruddur"));
        using var api = await app.ApiAsync(People.Andrew);
        var acknowledged = new ConcurrentDictionary<string, Guid>();
        var (stop, retried) = (false, 0);
        var writers = Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var number = 0; !Volatile.Read(ref stop); number++)
            {
                var message = FormattableString.Invariant($"writer {writer}, crud {number}");
                // As a client does that has a key: it asks until it knows.
                while (true)
                {
                    using var answer = await api.TryCrudAsync(message, key: message);
                    if (answer.IsSuccessStatusCode)
                    {
                        acknowledged[message] = (await answer.ReadAsync<Crud>()).Uuid;
                        break;
                    }
                    Assert.InRange((int)answer.StatusCode, 503, 504);
                    Interlocked.Increment(ref retried);
                    await Task.Delay(50);
                }
            }
        }).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = acknowledged.Count;
            while (acknowledged.Count < before + Between) await Task.Delay(10);
            await server.KillAsync();
            await server.StartAgainAsync();
        }
        Volatile.Write(ref stop, true);
        await Task.WhenAll(writers);

        var stored = (await app.ValueAsync<Guid[]>("select array_agg(uuid) from activities")).ToHashSet();
        var lost = acknowledged.Values.Count(uuid => !stored.Contains(uuid));
        Figures.Record(2, $"acknowledged cruds lost, of {acknowledged.Count} with {Kills} kills", lost, "0");
        Figures.Record(2, "cruds doubled", stored.Count - acknowledged.Count, "0");
        Figures.Record(2, "times a client had to try again itself", retried, "measured");
        Assert.Equal(0, lost);
        Assert.Equal(acknowledged.Count, stored.Count);
        Assert.Equal(0, await HalfWritten.CountAsync(app.Rows));
    }
}
