using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Endings;

public sealed class EndCrudTests(PostgresCluster cluster)
{
    [Fact]
    public async Task An_author_takes_a_crud_back_with_its_replies_and_likes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("regretted");
        await app.ReplyAsync(crud.Uuid, Bayko, "too late", crud.ExpiresAt);
        await app.SqlAsync("insert into likes (activity_uuid, user_uuid, created_at) values ($1, $2, $3)", crud.Uuid, Bayko.Uuid, app.Now);

        using var answer = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}");
        Assert.Equal($$"""{"uuid":"{{crud.Uuid}}","undo_until":"2026-03-01T12:00:10.000000Z"}""", await answer.BodyAsync(200));
        Assert.Equal(404, await app.Api().StatusAsync($"/api/activities/{crud.Uuid}"));
        await app.SweepAsync();
        Assert.Equal(2, await app.CountAsync("activities"));
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("activities"));
        Assert.Equal(0, await app.CountAsync("likes"));
        Assert.Equal(0, await app.CountAsync("deletions"));
        using var again = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}");
        Assert.Equal(404, (int)again.StatusCode);
    }

    [Fact]
    public async Task Nobody_deletes_the_crud_of_another_person()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("mine");

        using var stranger = await (await app.ApiAsync(Bayko)).DeleteAsync($"/api/activities/{crud.Uuid}");
        Assert.Equal(404, (int)stranger.StatusCode);
        using var guest = await app.Api().DeleteAsync($"/api/activities/{crud.Uuid}");
        Assert.Equal("{}", await guest.BodyAsync(401));

        var bayko = await app.PagesAsync(Bayko);
        Assert.DoesNotContain("/delete", (await bayko.ReadAsync(crud.Page)), StringComparison.Ordinal);
        await bayko.ReadAsync("/");
        using var form = await bayko.PostAsync($"{crud.Page}/delete", bayko.HiddenFields("/cruds"));
        Assert.Equal(404, (int)form.StatusCode);
        Assert.Equal(1, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task An_author_deletes_from_the_page_and_lands_at_home()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("regretted");
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync(crud.Page);
        using var answer = await pages.SubmitAsync($"{crud.Page}/delete", new Dictionary<string, string>());
        Assert.Equal((303, $"/cruds/{crud.Uuid}/deleted"), ((int)answer.StatusCode, answer.Header("Location")));
        Assert.DoesNotContain("regretted", await pages.ReadAsync("/"), StringComparison.Ordinal);
        await pages.ReadAsync($"/cruds/{crud.Uuid}/deleted");
        using var undone = await pages.SubmitAsync($"{crud.Page}/undelete", new Dictionary<string, string>());
        Assert.Equal((303, $"{crud.Page}?notice=restored"), ((int)undone.StatusCode, undone.Header("Location")));
        Assert.Contains("regretted", await pages.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_reply_is_taken_off_the_count_of_the_crud_it_answered()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var root = await (await app.ApiAsync(Andrew)).PostCrudAsync("root");
        var reply = await app.ReplyAsync(root.Uuid, Bayko, "an answer", root.ExpiresAt);
        using var answer = await (await app.ApiAsync(Bayko)).DeleteAsync($"/api/activities/{reply}");
        await answer.BodyAsync(200);
        Assert.Equal(0, Assert.Single(await app.Api().CrudsAsync("/api/activities/home")).RepliesCount);
    }

    [Fact]
    public async Task A_deletion_can_be_undone_for_ten_seconds_with_everything_below()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("regretted");
        var reply = await app.ReplyAsync(crud.Uuid, Bayko, "an answer", crud.ExpiresAt);
        var below = await app.ReplyAsync(reply, Andrew, "and to that", crud.ExpiresAt);
        await (await andrew.DeleteAsync($"/api/activities/{crud.Uuid}")).BodyAsync(200);
        foreach (var uuid in new[] { crud.Uuid, reply, below }) Assert.Equal(404, await andrew.StatusAsync($"/api/activities/{uuid}"));
        using var stranger = await (await app.ApiAsync(Bayko)).DeleteAsync($"/api/activities/{crud.Uuid}/deletion");
        Assert.Equal(404, (int)stranger.StatusCode);

        app.Clock.Advance(TimeSpan.FromSeconds(9));
        for (var time = 0; time < 2; time++)
        {
            using var undone = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}/deletion");
            Assert.Equal(crud.ExpiresAt, (await undone.ReadAsync<Crud>()).ExpiresAt);
        }
        foreach (var uuid in new[] { crud.Uuid, reply, below }) Assert.Equal(200, await andrew.StatusAsync($"/api/activities/{uuid}"));

        await (await andrew.DeleteAsync($"/api/activities/{crud.Uuid}")).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        using var late = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}/deletion");
        Assert.Equal(404, (int)late.StatusCode);
    }

    [Fact]
    public async Task Undoing_a_reply_counts_it_again_and_does_not_bring_it_back_without_its_crud()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var root = await andrew.PostCrudAsync("root");
        var reply = await app.ReplyAsync(root.Uuid, Bayko, "an answer", root.ExpiresAt);
        await (await bayko.DeleteAsync($"/api/activities/{reply}")).BodyAsync(200);
        Assert.Equal(0, (await andrew.CrudsAsync("/api/activities/home")).Single().RepliesCount);
        await (await bayko.DeleteAsync($"/api/activities/{reply}/deletion")).BodyAsync(200);
        Assert.Equal(1, (await andrew.CrudsAsync("/api/activities/home")).Single().RepliesCount);

        await (await bayko.DeleteAsync($"/api/activities/{reply}")).BodyAsync(200);
        await (await andrew.DeleteAsync($"/api/activities/{root.Uuid}")).BodyAsync(200);
        using var orphan = await bayko.DeleteAsync($"/api/activities/{reply}/deletion");
        Assert.Equal(404, (int)orphan.StatusCode);
        await (await andrew.DeleteAsync($"/api/activities/{root.Uuid}/deletion")).BodyAsync(200);
        Assert.Equal(404, await bayko.StatusAsync($"/api/activities/{reply}"));
        await (await bayko.DeleteAsync($"/api/activities/{reply}/deletion")).BodyAsync(200);
        Assert.Equal(1, (await andrew.CrudsAsync("/api/activities/home")).Single().RepliesCount);
    }

    [Fact]
    public async Task A_crud_can_end_sooner_with_its_replies_and_never_later()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var crud = await andrew.PostCrudAsync("for a week");
        var reply = await app.ReplyAsync(crud.Uuid, Bayko, "an answer", crud.ExpiresAt);
        Assert.Equal("""["expiry_not_shorter"]""", await (await ExpireAsync(andrew, crud.Uuid, "30-days")).BodyAsync(422));
        Assert.Equal("""["expiry_not_shorter"]""", await (await ExpireAsync(andrew, crud.Uuid, "7-days")).BodyAsync(422));
        Assert.Equal("""["expiry_not_shorter"]""", await (await ExpireAsync(bayko, reply, "1-hour")).BodyAsync(422));
        Assert.Equal("""["ttl_blank"]""", await (await ExpireAsync(andrew, crud.Uuid, "2-days")).BodyAsync(422));
        Assert.Equal(404, (int)(await ExpireAsync(bayko, crud.Uuid, "1-hour")).StatusCode);

        Assert.Equal($$"""{"uuid":"{{crud.Uuid}}","expires_at":"2026-03-01T13:00:00.000000Z"}""", await (await ExpireAsync(andrew, crud.Uuid, "1-hour")).BodyAsync(200));
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, await andrew.StatusAsync($"/api/activities/{reply}"));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var uuid in new[] { crud.Uuid, reply }) Assert.Equal(404, await andrew.StatusAsync($"/api/activities/{uuid}"));
    }

    [Fact]
    public async Task What_ends_at_once_cannot_be_brought_back_and_a_reply_is_taken_off_the_count()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var crud = await andrew.PostCrudAsync("root");
        var reply = await app.ReplyAsync(crud.Uuid, Bayko, "an answer", crud.ExpiresAt);
        await (await ExpireAsync(bayko, reply, "now")).BodyAsync(200);
        Assert.Equal(0, (await andrew.CrudsAsync("/api/activities/home")).Single().RepliesCount);
        await (await ExpireAsync(andrew, crud.Uuid, "now")).BodyAsync(200);
        Assert.Empty(await app.Api().MessagesAsync("/api/activities/home"));
        using var back = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}/deletion");
        Assert.Equal(404, (int)back.StatusCode);
    }

    [Fact]
    public async Task No_reply_survives_the_crud_it_answers_however_both_arrive()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        for (var round = 0; round < 20; round++)
        {
            var crud = await andrew.PostCrudAsync($"round {round}");
            var first = await app.ReplyAsync(crud.Uuid, Bayko, "first", crud.ExpiresAt);
            var replies = Enumerable.Range(0, 6).Select(n => bayko.PostJsonAsync($"/api/activities/{(n % 2 == 0 ? crud.Uuid : first)}/reply", $$"""{"message":"{{n}}"}"""));
            await Task.WhenAll(replies.Append(andrew.DeleteAsync($"/api/activities/{crud.Uuid}")));
        }
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from activities where expires_at > $1", app.Now));
    }

    private static Task<HttpResponseMessage> ExpireAsync(HttpClient api, Guid uuid, string ttl) =>
        api.PutAsync($"/api/activities/{uuid}/expiry", Api.Json(new JsonObject { ["ttl"] = ttl }));
}
