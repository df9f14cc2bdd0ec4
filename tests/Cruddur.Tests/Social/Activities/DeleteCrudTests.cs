using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

public sealed class DeleteCrudTests(PostgresCluster cluster)
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
        Assert.Equal($$"""{"uuid":"{{crud.Uuid}}"}""", await answer.BodyAsync(200));
        Assert.Equal(0, await app.CountAsync("activities"));
        Assert.Equal(0, await app.CountAsync("likes"));
        Assert.Equal(404, await app.Api().StatusAsync($"/api/activities/{crud.Uuid}"));
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
        Assert.Equal((303, "/?notice=deleted"), ((int)answer.StatusCode, answer.Header("Location")));
        var home = await pages.ReadAsync("/?notice=deleted");
        Assert.Contains("Deleted.", home, StringComparison.Ordinal);
        Assert.DoesNotContain("regretted", home, StringComparison.Ordinal);
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
}
