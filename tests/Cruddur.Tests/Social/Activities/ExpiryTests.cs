using Cruddur.Social.Activities;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

public sealed class ExpiryTests(PostgresCluster cluster)
{
    public static TheoryData<string> Ttls => [.. Ttl.All.Select(ttl => ttl.Value)];

    [Theory]
    [MemberData(nameof(Ttls))]
    public async Task A_crud_lives_exactly_as_long_as_its_author_chose_and_then_leaves_every_list(string ttl)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync($"gone after {ttl}", ttl);
        Assert.Equal(Ttl.Find(ttl)!.Lifetime, crud.ExpiresAt - crud.CreatedAt);
        Assert.Equal(app.Now, crud.CreatedAt);

        app.Clock.MoveTo(crud.ExpiresAt - TimeSpan.FromSeconds(1));
        await AssertVisibleAsync(app, crud, true);
        // Guests were just served from memory; the copy must end with the crud.
        app.Clock.MoveTo(crud.ExpiresAt);
        await AssertVisibleAsync(app, crud, false);
        Assert.Equal(1, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task A_reply_is_gone_at_its_own_time_while_the_crud_it_answers_lives_on()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var guest = app.Api();
        var root = await (await app.ApiAsync(Andrew)).PostCrudAsync("root", "1-day");
        var reply = await app.ReplyAsync(root.Uuid, Bayko, "a short answer", app.Now.AddHours(1));
        async Task<int> RepliesAsync() => (await (await guest.GetAsync($"/api/activities/{root.Uuid}")).JsonAsync())["replies"]!.AsArray().Count;

        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(1, await RepliesAsync());
        Assert.Contains("a short answer", await app.Pages().ReadAsync(root.Page), StringComparison.Ordinal);
        Assert.Equal(200, await guest.StatusAsync($"/api/activities/{reply}"));

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await RepliesAsync());
        Assert.DoesNotContain("a short answer", await app.Pages().ReadAsync(root.Page), StringComparison.Ordinal);
        Assert.Equal(404, await guest.StatusAsync($"/api/activities/{reply}"));
    }

    [Fact]
    public async Task Replies_stay_out_of_the_feeds()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var root = await andrew.PostCrudAsync("root");
        await app.ReplyAsync(root.Uuid, Bayko, "an answer", root.ExpiresAt);
        Assert.Equal(["root"], await andrew.MessagesAsync("/api/activities/home"));
        Assert.Equal(["root"], await andrew.MessagesAsync("/api/activities/explore"));
        Assert.Equal(["root"], await app.Api().MessagesAsync("/api/activities/explore"));
    }

    private static async Task AssertVisibleAsync(TestApp app, Crud crud, bool visible)
    {
        var (andrew, andrewsPages) = (await app.ApiAsync(Andrew), await app.PagesAsync(Andrew));
        foreach (var api in new[] { app.Api(), andrew })
        {
            Assert.Equal(visible, (await api.MessagesAsync("/api/activities/home")).Contains(crud.Message));
            Assert.Equal(visible, (await api.MessagesAsync("/api/activities/home?limit=100")).Contains(crud.Message));
            Assert.Equal(visible, (await api.MessagesAsync("/api/activities/explore")).Contains(crud.Message));
            Assert.Equal(visible ? 200 : 404, await api.StatusAsync($"/api/activities/{crud.Uuid}"));
            Assert.Equal(visible ? 200 : 404, await api.StatusAsync($"/api/activities/@andrew/status/{crud.Uuid}"));
        }
        foreach (var pages in new[] { app.Pages(), andrewsPages })
        {
            Assert.Equal(visible, (await pages.ReadAsync("/")).Contains(crud.Message, StringComparison.Ordinal));
            Assert.Equal(visible, (await pages.ReadAsync("/explore")).Contains(crud.Message, StringComparison.Ordinal));
            using var page = await pages.OpenAsync(crud.Page);
            Assert.Equal(visible ? 200 : 404, (int)page.StatusCode);
            Assert.Equal(visible, pages.Text.Contains(crud.Message, StringComparison.Ordinal));
        }
        if (visible) return;
        using var delete = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}");
        Assert.Equal(404, (int)delete.StatusCode);
    }
}
