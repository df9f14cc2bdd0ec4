using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Edits;

public sealed class EditCrudTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_crud_can_be_corrected_for_fifteen_minutes_and_everybody_may_see_what_it_said()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, guest) = (await app.ApiAsync(Andrew), app.Api());
        var crud = await andrew.PostCrudAsync("first #one @bayko");
        Assert.Equal("[]", await (await guest.GetAsync($"/api/activities/{crud.Uuid}/edits")).BodyAsync(200));
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var time = 0; time < 2; time++)
        {
            var edited = await (await EditAsync(andrew, crud.Uuid, "second #two @londo", "spoilers")).JsonAsync();
            Assert.Equal(("second #two @londo", "spoilers"), ((string)edited["message"]!, (string)edited["content_warning"]!));
            Assert.Equal("2026-03-01T12:05:00.000000Z", (string)edited["edited_at"]!);
            Assert.Equal("londo", (string)edited["mentions"]!.AsArray().Single()!);
        }
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await (await EditAsync(andrew, crud.Uuid, "third", null)).BodyAsync(200);
        var former = (await (await guest.GetAsync($"/api/activities/{crud.Uuid}/edits")).JsonAsync()).AsArray();
        Assert.Equal(["second #two @londo", "first #one @bayko"], former.Select(text => (string)text!["message"]!));
        Assert.Equal("2026-03-01T12:00:00.000000Z", (string)former[1]!["written_at"]!);
        Assert.Equal(["third"], await guest.MessagesAsync("/api/activities/home"));
        Assert.Empty(await guest.MessagesAsync("/api/tags/one"));
        Assert.Equal(0, await app.CountAsync("activity_mentions"));
        using var page = await guest.GetAsync($"/api/activities/{crud.Uuid}/edits?limit=1");
        Assert.Equal("first #one @bayko", (string)(await (await guest.GetAsync(page.Header("Link")!.Split('<', '>')[1])).JsonAsync())[0]!["message"]!);
        Assert.Contains("second #two", await app.Pages().ReadAsync($"{crud.Page}/edits"), StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("""["edit_too_late"]""", await (await EditAsync(andrew, crud.Uuid, "fourth", null)).BodyAsync(422));
        Assert.Equal(404, (int)(await EditAsync(await app.ApiAsync(Bayko), crud.Uuid, "not mine", null)).StatusCode);
        app.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(404, await guest.StatusAsync($"/api/activities/{crud.Uuid}/edits"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("edits"));
    }

    [Fact]
    public async Task A_reply_may_be_longer_than_a_crud_and_every_rule_that_is_broken_is_named()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("hello");
        var reply = await app.ReplyAsync(crud.Uuid, Andrew, "reply", crud.ExpiresAt);
        await (await EditAsync(andrew, reply, new string('x', 1024), null)).BodyAsync(200);
        Assert.Equal("""["message_exceed_max_chars","content_warning_exceed_max_chars"]""", await (await EditAsync(andrew, crud.Uuid, new string('x', 281), new string('w', 81))).BodyAsync(422));
        Assert.Equal("""["message_blank"]""", await (await EditAsync(andrew, crud.Uuid, " ", null)).BodyAsync(422));
    }

    [Fact]
    public async Task The_page_keeps_what_was_refused_and_saves_what_was_not()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync($"{crud.Page}/edit");
        using var refused = await pages.SubmitAsync($"{crud.Page}/edit", new Dictionary<string, string> { ["message"] = new string('y', 281) });
        Assert.Equal(422, (int)refused.StatusCode);
        Assert.Contains(new string('y', 281), pages.Text, StringComparison.Ordinal);
        using var saved = await pages.SubmitAsync($"{crud.Page}/edit", new Dictionary<string, string> { ["message"] = "hallo", ["language"] = "de" });
        Assert.Equal((303, $"{crud.Page}?notice=edited"), ((int)saved.StatusCode, saved.Header("Location")));
        var shown = await pages.ReadAsync(crud.Page);
        Assert.Contains("lang=\"de\"", shown, StringComparison.Ordinal);
        Assert.Contains(">edited</a>", shown, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> EditAsync(HttpClient api, Guid uuid, string message, string? warning) =>
        api.PutAsync($"/api/activities/{uuid}", Api.Json(new JsonObject { ["message"] = message, ["content_warning"] = warning }));
}
