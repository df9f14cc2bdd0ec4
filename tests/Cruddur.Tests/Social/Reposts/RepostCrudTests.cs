using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Reposts;

public sealed class RepostCrudTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Put_passes_on_and_delete_takes_back_however_often_they_are_sent()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var bayko = await app.ApiAsync(Bayko);
        for (var time = 0; time < 2; time++)
        {
            using var put = await bayko.PutAsync($"/api/activities/{crud.Uuid}/repost", null);
            Assert.Equal($$"""{"activity_uuid":"{{crud.Uuid}}","reposts_count":1,"reposted":true}""", await put.BodyAsync(200));
        }
        Assert.True((bool)(await OneAsync(bayko, crud.Uuid))["current_user_has_reposted"]!);
        for (var time = 0; time < 2; time++)
        {
            using var delete = await bayko.DeleteAsync($"/api/activities/{crud.Uuid}/repost");
            Assert.Equal($$"""{"activity_uuid":"{{crud.Uuid}}","reposts_count":0,"reposted":false}""", await delete.BodyAsync(200));
        }
    }

    [Fact]
    public async Task A_repost_stands_in_the_feeds_of_followers_where_it_was_made_and_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var far = await londo.PostCrudAsync("from afar", "1-hour");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.PostCrudAsync("by bayko");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        Assert.Equal(["by bayko"], await andrew.MessagesAsync("/api/activities/home"));

        await (await bayko.PutAsync($"/api/activities/{far.Uuid}/repost", null)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await andrew.PutAsync($"/api/activities/{far.Uuid}/repost", null)).BodyAsync(200);
        Assert.Equal(["from afar", "by bayko"], await andrew.MessagesAsync("/api/activities/home"));
        var first = (await (await andrew.GetAsync("/api/activities/home")).JsonAsync())[0]!;
        Assert.Equal(("bayko", "Bayko"), ((string)first["reposted_by_handle"]!, (string)first["reposted_by_display_name"]!));
        Assert.Equal("2026-03-01T12:00:02.000000Z", (string)first["reposted_at"]!);
        Assert.Contains("Bayko</bdi></a> reposted", await (await app.PagesAsync(Andrew)).ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(["from afar", "by bayko"], await ProfileAsync(andrew, "bayko"));

        // Whoever is followed needs nobody to pass them on.
        await (await andrew.PutAsync("/api/users/@londo/follow", null)).BodyAsync(200);
        Assert.Equal(["by bayko", "from afar"], await andrew.MessagesAsync("/api/activities/home"));
        // It ends with the crud.
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["by bayko"], await andrew.MessagesAsync("/api/activities/home"));
        Assert.Equal(["by bayko"], await ProfileAsync(andrew, "bayko"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("reposts"));
    }

    [Fact]
    public async Task Pages_of_a_feed_with_reposts_neither_repeat_nor_leave_out()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        List<string> expected = [];
        for (var n = 0; n < 12; n++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            var crud = await (n % 2 == 0 ? bayko : londo).PostCrudAsync($"number {n}");
            if (n % 2 == 1) await (await bayko.PutAsync($"/api/activities/{crud.Uuid}/repost", null)).BodyAsync(200);
            expected.Insert(0, crud.Message);
        }
        foreach (var path in new[] { "/api/activities/home", "/api/activities/@bayko" })
        {
            List<string> seen = [];
            for (var next = (string?)$"{path}?limit=5"; next is not null;)
            {
                using var page = await andrew.GetAsync(next);
                var json = await page.JsonAsync();
                seen.AddRange((json is JsonArray ? json : json["activities"]!).AsArray().Select(crud => (string)crud!["message"]!));
                next = page.Header("Link")?.Split('<', '>')[1];
            }
            Assert.Equal(expected, seen);
        }
    }

    [Fact]
    public async Task A_quote_shows_what_it_quotes_until_that_has_gone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var quoted = await andrew.PostCrudAsync("wise words", "1-hour");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var answer = await bayko.PostJsonAsync("/api/activities", $$"""{"message":"listen","ttl":"1-day","quote_uuid":"{{quoted.Uuid}}"}""");
        var quote = await answer.JsonAsync();
        Assert.Equal("wise words", (string)quote["quote"]!["message"]!);
        var guest = (await (await app.Api().GetAsync("/api/activities/home")).JsonAsync())[0]!;
        Assert.Equal("wise words", (string)guest["quote"]!["message"]!);
        Assert.Contains("wise words", await app.Pages().ReadAsync($"/@bayko/status/{(string)quote["uuid"]!}"), StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromHours(1));
        var later = (await (await app.Api().GetAsync("/api/activities/home")).JsonAsync())[0]!;
        Assert.Equal(quoted.Uuid, (Guid)later["quote_uuid"]!);
        Assert.Null(later["quote"]);
        var page = await app.Pages().ReadAsync("/");
        Assert.Contains("This crud has expired.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("wise words", page, StringComparison.Ordinal);
        using var late = await bayko.PostJsonAsync("/api/activities", $$"""{"message":"listen","ttl":"1-day","quote_uuid":"{{quoted.Uuid}}"}""");
        Assert.Equal(404, (int)late.StatusCode);
    }

    [Fact]
    public async Task Counts_equal_rows_after_everybody_reposts_and_bookmarks_at_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var people = new[] { await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo) };
        var cruds = new[] { await people[0].PostCrudAsync("one"), await people[1].PostCrudAsync("two") };
        var random = new Random(11);
        var requests = Enumerable.Range(0, Figures.Full ? 20_000 : 600).Select(_ => (
            Person: people[random.Next(3)], Crud: cruds[random.Next(2)],
            Method: random.Next(2) == 0 ? HttpMethod.Put : HttpMethod.Delete, Noun: random.Next(3) switch { 0 => "bookmark", 1 => "like", _ => "repost" })).ToList();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (each, ct) =>
        {
            using var answer = await each.Person.SendAsync(new HttpRequestMessage(each.Method, $"/api/activities/{each.Crud.Uuid}/{each.Noun}"), ct);
            Assert.Equal(200, (int)answer.StatusCode);
        });
        var drift = await app.ValueAsync<long>("select coalesce(sum(abs(reposts_count - (select count(*) from reposts where activity_uuid = uuid))), 0)::bigint from activities");
        Figures.Record(21, "counted reposts that are not there, or the reverse", drift, "0");
        Assert.Equal(0, drift);
        foreach (var person in people)
        {
            foreach (var crud in cruds)
            {
                var kept = (await person.CrudsAsync("/api/bookmarks")).Any(each => each.Uuid == crud.Uuid);
                Assert.Equal(kept, (bool)(await OneAsync(person, crud.Uuid))["current_user_has_bookmarked"]!);
            }
        }
    }

    private static async Task<JsonNode> OneAsync(HttpClient api, Guid uuid) =>
        (await (await api.GetAsync($"/api/activities/{uuid}")).JsonAsync())["activity"]!;

    private static async Task<IEnumerable<string>> ProfileAsync(HttpClient api, string handle) =>
        (await (await api.GetAsync($"/api/activities/@{handle}")).JsonAsync())["activities"]!.AsArray().Select(crud => (string)crud!["message"]!);
}
