using System.Collections.Concurrent;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Processes;

/// <summary>What was acknowledged survives, however the program ends.</summary>
[Collection(nameof(Processes))]
public sealed class KillTests
{
    private const int Clients = 8;

    private readonly ConcurrentDictionary<string, Crud> acknowledged = new();
    private readonly ConcurrentBag<string> unknown = [];

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_and_nothing_is_doubled_by_kill_9()
    {
        using var folder = new DataFolder();
        await using (var first = await (await CruddurProcess.Serve(folder.Path).ReadyAsync()).SignedInAsync())
        {
            await PostUntilKilledAsync(first, "app", first.KillAsync);
        }
        await using (var second = await (await CruddurProcess.Serve(folder.Path).ReadyAsync()).SignedInAsync())
        {
            await AssertAllThereAsync(second.Api);
            await PostUntilKilledAsync(second, "both", async () =>
            {
                await CruddurProcess.SignalAsync("KILL", folder.PostgresId!.Value);
                await second.KillAsync();
            });
        }
        await using var third = await (await CruddurProcess.Serve(folder.Path).ReadyAsync()).SignedInAsync();
        await AssertAllThereAsync(third.Api);
    }

    private async Task PostUntilKilledAsync(CruddurProcess cruddur, string round, Func<Task> killAsync)
    {
        var before = acknowledged.Count;
        var clients = Enumerable.Range(0, Clients).Select(client => PostAsync(cruddur.Api, $"{round} {client}")).ToList();
        while (acknowledged.Count < before + 100) await Task.Delay(10);
        await killAsync();
        await Task.WhenAll(clients);
        Assert.NotEmpty(unknown);
    }

    private async Task PostAsync(HttpClient api, string prefix)
    {
        for (var number = 0; ; number++)
        {
            var message = $"{prefix} {number}";
            try
            {
                acknowledged[message] = await api.PostCrudAsync(message, key: message);
            }
            catch (HttpRequestException)
            {
                unknown.Add(message);
                return;
            }
        }
    }

    private async Task AssertAllThereAsync(HttpClient api)
    {
        // A client that got no answer asks again, under the same key.
        while (unknown.TryTake(out var message)) acknowledged[message] = await api.PostCrudAsync(message, key: message);
        foreach (var (message, crud) in acknowledged) Assert.Equal(crud, await api.PostCrudAsync(message, key: message));

        var stored = new List<Crud>();
        for (var path = "/api/activities/explore?limit=100"; path is not null;)
        {
            using var page = await api.GetAsync(path);
            path = page.Header("Link")?.Split('<', '>')[1];
            stored.AddRange(await page.ReadAsync<List<Crud>>());
        }
        var ours = stored.Where(crud => crud.Message.StartsWith("app ", StringComparison.Ordinal) || crud.Message.StartsWith("both ", StringComparison.Ordinal)).ToList();
        Assert.Equal(acknowledged.Values.OrderBy(crud => crud.Uuid), ours.OrderBy(crud => crud.Uuid));
    }
}
