using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Likes;

public sealed class LikeCrudTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_likes_and_delete_takes_back_however_often_they_are_sent()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var bayko = await app.ApiAsync(Bayko);
        for (var time = 0; time < 2; time++)
        {
            using var put = await bayko.PutAsync($"/api/activities/{crud.Uuid}/like", null, Ct);
            Assert.Equal($$"""{"activity_uuid":"{{crud.Uuid}}","likes_count":1,"liked":true}""", await put.BodyAsync(200));
        }
        Assert.True((bool)(await ShownAsync(bayko, crud))["current_user_has_liked"]!);
        for (var time = 0; time < 2; time++)
        {
            using var delete = await bayko.DeleteAsync($"/api/activities/{crud.Uuid}/like", Ct);
            Assert.Equal($$"""{"activity_uuid":"{{crud.Uuid}}","likes_count":0,"liked":false}""", await delete.BodyAsync(200));
        }
        Assert.Equal(0, (int)(await ShownAsync(bayko, crud))["likes_count"]!);
    }

    [Fact]
    public async Task Post_turns_a_like_around()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var bayko = await app.ApiAsync(Bayko);
        foreach (var liked in new[] { true, false, true })
        {
            using var answer = await bayko.PostAsync($"/api/activities/{crud.Uuid}/like", null, Ct);
            Assert.Equal(liked, (bool)(await answer.JsonAsync())["liked"]!);
        }
    }

    [Fact]
    public async Task Guests_and_cruds_whose_time_is_over_are_refused()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("soon gone", "1-hour");
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Post })
        {
            using var guest = await app.Api().SendAsync(new HttpRequestMessage(method, $"/api/activities/{crud.Uuid}/like"), Ct);
            Assert.Equal("{}", await guest.BodyAsync(401));
        }
        app.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Post })
        {
            using var late = await andrew.SendAsync(new HttpRequestMessage(method, $"/api/activities/{crud.Uuid}/like"), Ct);
            Assert.Equal(404, (int)late.StatusCode);
        }
        Assert.Equal(0, await app.CountAsync("likes"));
    }

    [Fact]
    public async Task Counts_equal_rows_after_everybody_likes_and_unlikes_at_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var people = new[] { await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(People.All[2]) };
        var cruds = new[] { await people[0].PostCrudAsync("one"), await people[1].PostCrudAsync("two") };
        var random = new Random(7);
        var methods = new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Post };
        var requests = Enumerable.Range(0, Figures.Full ? 20_000 : 600).Select(_ => (Person: people[random.Next(3)], Crud: cruds[random.Next(2)], Method: methods[random.Next(3)])).ToList();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (each, ct) =>
        {
            using var answer = await each.Person.SendAsync(new HttpRequestMessage(each.Method, $"/api/activities/{each.Crud.Uuid}/like"), ct);
            Assert.Equal(200, (int)answer.StatusCode);
        });
        var drift = await app.ValueAsync<long>("select coalesce(sum(abs(likes_count - (select count(*) from likes where activity_uuid = uuid))), 0)::bigint from activities");
        Figures.Record(21, "counted likes that are not there, or the reverse", drift, "0");
        Assert.Equal(0, drift);
    }

    [Fact]
    public async Task The_heart_works_without_scripts_and_leads_back_to_the_page_it_was_on()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var pages = await app.PagesAsync(Bayko);
        await pages.ReadAsync("/explore");
        using var liked = await pages.SubmitAsync($"{crud.Page}/like", new Dictionary<string, string> { ["on"] = "true" }, request => request.Headers.Referrer = new Uri(app.Address, "/explore?before=x"));
        Assert.Equal((303, "/explore?before=x"), ((int)liked.StatusCode, liked.Header("Location")));
        Assert.Contains("Like, 1 like", await pages.ReadAsync("/explore"), StringComparison.Ordinal);
        using var elsewhere = await pages.SubmitAsync($"{crud.Page}/like", new Dictionary<string, string> { ["on"] = "true" }, request => request.Headers.Referrer = new Uri("https://evil.example.com/x"));
        Assert.Equal(crud.Page, elsewhere.Header("Location"));
        Assert.DoesNotContain("<form id=\"like-", (await app.Pages().ReadAsync("/")), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> ShownAsync(HttpClient api, Crud crud)
    {
        using var answer = await api.GetAsync($"/api/activities/{crud.Uuid}", Ct);
        return (await answer.JsonAsync())["activity"]!;
    }
}
