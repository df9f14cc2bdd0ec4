using System.Collections.Concurrent;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Processes;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>A program that is killed while it writes leaves whole things or nothing.</summary>
[Collection(nameof(Pressure))]
public sealed class KilledProgramTests(PostgresCluster cluster)
{
    private const int Writers = 32;
    private static readonly int Kills = Figures.Full ? 50 : 3;

    private readonly ConcurrentBag<Guid> acknowledged = [];

    [Fact]
    public async Task Kill_9_of_the_program_leaves_nothing_half_written()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var database = new NpgsqlConnectionStringBuilder(app.ConnectionString).Database;
        using var folder = new DataFolder();
        var settings = new Dictionary<string, string> { ["CONNECTION_URL"] = $"postgres://postgres@127.0.0.1:{cluster.Port}/{database}?sslmode=disable" };
        string? token = null;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var cruddur = await CruddurProcess.Serve(folder.Path, settings).ReadyAsync();
            // Once: the token outlives the program, and nobody may sign in as often as it is killed.
            token ??= await TokenAsync(cruddur.Api);
            cruddur.Api.DefaultRequestHeaders.Authorization = new("Bearer", token);
            var (before, root) = (acknowledged.Count, (await cruddur.Api.PostCrudAsync("Answer me")).Uuid);
            var writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(cruddur.Api, root, $"kill {kill}, writer {writer}")).ToList();
            while (acknowledged.Count < before + 100 && !writers.Any(writer => writer.IsFaulted)) await Task.Delay(5);
            await cruddur.KillAsync();
            await Task.WhenAll(writers);
        }

        var stored = (await app.ValueAsync<Guid[]>("select array_agg(uuid) from activities")).ToHashSet();
        var (lost, half) = (acknowledged.Count(uuid => !stored.Contains(uuid)), await HalfWritten.CountAsync(app.Rows));
        Figures.Record(3, $"acknowledged cruds and replies lost, of {acknowledged.Count} with {Kills} kills", lost, "0");
        Figures.Record(3, "half-written objects", half, "0");
        Assert.Equal((0, 0L), (lost, half));
    }

    private static async Task<string> TokenAsync(HttpClient api)
    {
        using var answer = await api.SignInAsync(People.Andrew.Email, People.Password);
        return (await answer.JsonAsync())["token"]!.GetValue<string>();
    }

    /// <summary>Posts, answers and likes in turns until the program is gone.</summary>
    private async Task WriteAsync(HttpClient api, Guid root, string name)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                var crud = await api.PostCrudAsync($"{name}, crud {number}", key: $"{name}, {number}");
                acknowledged.Add(crud.Uuid);
                using var reply = await api.PostJsonAsync($"/api/activities/{root}/reply", """{"message":"I do"}""");
                acknowledged.Add((await reply.ReadAsync<Crud>()).Uuid);
                using var like = await api.PutAsync($"/api/activities/{crud.Uuid}/like", null);
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }
}
