using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Replies;

public sealed class ReplyTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_reply_is_counted_shown_and_ends_with_what_it_answers()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("question", "3-hours");
        app.Clock.Advance(TimeSpan.FromHours(1));
        var bayko = await app.ApiAsync(Bayko);
        using var answer = await ReplyAsync(bayko, crud.Uuid, "answer");
        var reply = await answer.JsonAsync();
        Assert.Equal(("answer", $"{crud.Uuid}"), ((string)reply["message"]!, (string)reply["reply_to_activity_uuid"]!));
        Assert.Equal(crud.ExpiresAt, DateTimeOffset.Parse((string)reply["expires_at"]!, System.Globalization.CultureInfo.InvariantCulture));
        using var deeper = await ReplyAsync(bayko, Guid.Parse((string)reply["uuid"]!), "and to that");
        var shown = await (await bayko.GetAsync($"/api/activities/{crud.Uuid}", TestContext.Current.CancellationToken)).JsonAsync();
        Assert.Equal(1, (int)shown["activity"]!["replies_count"]!);
        Assert.Equal("answer", (string)shown["replies"]![0]!["message"]!);
        Assert.Equal(["question"], await bayko.MessagesAsync("/api/activities/home"));

        app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(404, await bayko.StatusAsync($"/api/activities/{(string)reply["uuid"]!}"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Refusals_say_why()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        var crud = await bayko.PostCrudAsync("hello", "1-hour");
        Assert.Equal("""["message_blank"]""", await (await ReplyAsync(bayko, crud.Uuid, " \n ")).BodyAsync(422));
        Assert.Equal("""["message_exceed_max_chars"]""", await (await ReplyAsync(bayko, crud.Uuid, new string('x', 1025))).BodyAsync(422));
        await (await ReplyAsync(bayko, crud.Uuid, string.Concat(Enumerable.Repeat("😀", 1024)))).BodyAsync(200);
        Assert.Equal("{}", await (await ReplyAsync(app.Api(), crud.Uuid, "hi")).BodyAsync(401));
        Assert.Equal(404, (int)(await ReplyAsync(bayko, Guid.NewGuid(), "hi")).StatusCode);
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(404, (int)(await ReplyAsync(bayko, crud.Uuid, "too late")).StatusCode);
    }

    [Fact]
    public async Task The_same_key_replies_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        var crud = await bayko.PostCrudAsync("hello");
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ReplyAsync(bayko, crud.Uuid, "once", "key-1")));
        var uuids = new HashSet<string>();
        foreach (var answer in answers) uuids.Add((string)(await answer.JsonAsync())["uuid"]!);
        Assert.Single(uuids);
        Assert.Equal(1, (await bayko.CrudsAsync("/api/activities/home")).Single().RepliesCount);
        Assert.Equal(2, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task The_form_on_a_cruds_page_works_without_scripts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("question");
        var pages = await app.PagesAsync(Bayko);
        await pages.ReadAsync(crud.Page);
        using var refused = await pages.SubmitAsync($"{crud.Page}/reply", new Dictionary<string, string> { ["message"] = new string('x', 1025) });
        Assert.Contains("a reply 1024", await refused.BodyAsync(422), StringComparison.Ordinal);
        Assert.Contains("xxxxxxxx", pages.Html, StringComparison.Ordinal);
        using var posted = await pages.SubmitAsync($"{crud.Page}/reply", new Dictionary<string, string> { ["message"] = "my answer" });
        Assert.Equal((303, $"{crud.Page}?notice=posted"), ((int)posted.StatusCode, posted.Header("Location")));
        Assert.Contains("my answer", await pages.ReadAsync(crud.Page), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"compose\"", await app.Pages().ReadAsync(crud.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replys_page_shows_what_it_answers_from_the_beginning()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var at = (await andrew.PostCrudAsync("level 0")).Uuid;
        foreach (var level in Enumerable.Range(1, 4)) at = Guid.Parse((string)(await (await ReplyAsync(andrew, at, $"level {level}")).JsonAsync())["uuid"]!);
        var page = await app.Pages().ReadAsync($"/@andrew/status/{at}");
        var places = Enumerable.Range(0, 5).Select(level => page.IndexOf($">level {level}<", StringComparison.Ordinal)).ToList();
        Assert.All(places, place => Assert.True(place > 0));
        Assert.Equal(places.Order(), places);
    }

    private static Task<HttpResponseMessage> ReplyAsync(HttpClient api, Guid to, string message, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/activities/{to}/reply") { Content = Api.Json(new JsonObject { ["message"] = message }) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return api.SendAsync(request);
    }
}
