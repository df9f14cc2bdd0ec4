using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Notifications;

/// <summary>Who is told of what, once, and no longer than it is true.</summary>
public sealed class TellTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Each_act_tells_whom_it_concerns_the_latest_first()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var crud = await andrew.PostCrudAsync("hello");
        foreach (var act in new Func<Task>[]
        {
            () => bayko.DoAsync("PUT", "/api/users/@andrew/follow"),
            () => bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like"),
            () => bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/repost"),
            () => bayko.QuoteAsync(crud.Uuid, "listen, @andrew"),
            () => bayko.ReplyAsync(crud.Uuid, "hi @andrew and @londo"),
            () => bayko.PostCrudAsync("what does @andrew say?"),
        })
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await act();
        }
        // Who answers or quotes and mentions the same person tells them once.
        Assert.Equal(["mention bayko*", "reply bayko*", "quote bayko*", "repost bayko*", "like bayko*", "follow bayko*"], await andrew.ToldAsync());
        Assert.Equal(["mention bayko*", "reply bayko*", "quote bayko*"], await andrew.ToldAsync("?kind=mentions"));
        Assert.Equal(["mention bayko*"], await londo.ToldAsync());
        Assert.Equal([], await bayko.ToldAsync());
        Assert.Equal(6, await andrew.UnreadAsync());
    }

    [Fact]
    public async Task Nobody_is_told_of_their_own_acts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("hello @andrew");
        foreach (var noun in new[] { "like", "repost" })
        {
            foreach (var method in new[] { "PUT", "DELETE", "PUT" }) await andrew.DoAsync(method, $"/api/activities/{crud.Uuid}/{noun}");
        }
        await andrew.ReplyAsync(crud.Uuid, "me again");
        await andrew.QuoteAsync(crud.Uuid, "as I said");
        Assert.Equal([], await andrew.ToldAsync());
        Assert.Equal(0, await app.CountAsync("notifications"));
    }

    [Theory]
    [InlineData("like")]
    [InlineData("repost")]
    [InlineData("follow")]
    public async Task What_is_taken_back_is_no_longer_told_and_what_is_done_again_is_told_once(string noun)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var path = noun == "follow" ? "/api/users/@andrew/follow" : $"/api/activities/{(await andrew.PostCrudAsync("hello")).Uuid}/{noun}";
        foreach (var method in new[] { "PUT", "PUT", "DELETE", "DELETE", "PUT" }) await bayko.DoAsync(method, path);
        Assert.Equal([$"{noun} bayko*"], await andrew.ToldAsync());
        Assert.Equal((1, 1), (await app.CountAsync("notifications"), await app.CountAsync("notification_actors")));

        await andrew.DoAsync("PUT", "/api/notifications/read");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await londo.DoAsync("PUT", path);
        Assert.Equal([$"{noun} londo+bayko*"], await andrew.ToldAsync());
        // Without Londo there is nothing new in it.
        await londo.DoAsync("DELETE", path);
        Assert.Equal([$"{noun} bayko"], await andrew.ToldAsync());
        Assert.Equal("2026-03-01T12:00:00.000000Z", (string)(await andrew.NotificationsAsync())[0]["created_at"]!);
        Assert.Equal(0, await andrew.UnreadAsync());
        await bayko.DoAsync("DELETE", path);
        Assert.Equal((0, 0), (await app.CountAsync("notifications"), await app.CountAsync("notification_actors")));
    }

    [Fact]
    public async Task Posting_turns_a_like_and_its_notification_around()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var crud = await andrew.PostCrudAsync("hello");
        foreach (var expected in new[] { 1, 0, 1 })
        {
            await bayko.DoAsync("POST", $"/api/activities/{crud.Uuid}/like");
            Assert.Equal(expected, (await andrew.ToldAsync()).Count);
            Assert.Equal(expected, await app.CountAsync("notifications"));
        }
    }

    [Fact]
    public async Task A_correction_tells_those_whom_it_mentions_now_and_no_longer_those_whom_it_does_not()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var crud = await andrew.PostCrudAsync("hello");
        var reply = await bayko.ReplyAsync(crud.Uuid, "hi @londo");
        Assert.Equal(["mention bayko*"], await londo.ToldAsync());
        async Task EditAsync(string text) =>
            await (await bayko.PutAsync($"/api/activities/{reply}", new StringContent($$"""{"message":"{{text}}"}""", null, "application/json"))).BodyAsync(200);
        await EditAsync("hi @andrew");
        Assert.Equal([], await londo.ToldAsync());
        Assert.Equal(["reply bayko*"], await andrew.ToldAsync());
        await andrew.DoAsync("PUT", "/api/notifications/read");
        await EditAsync("hi @andrew, and @londo");
        Assert.Equal(["mention bayko*"], await londo.ToldAsync());
        Assert.Equal(["reply bayko"], await andrew.ToldAsync());
    }

    [Fact]
    public async Task A_repeated_post_tells_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        for (var time = 0; time < 2; time++) await bayko.PostCrudAsync("hello @andrew", key: "once");
        Assert.Equal(["mention bayko*"], await andrew.ToldAsync());
    }

    [Fact]
    public async Task A_notification_goes_with_the_crud_it_is_about_and_after_30_days()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var (brief, kept) = (await andrew.PostCrudAsync("brief", "1-hour"), await andrew.PostCrudAsync("kept", "30-days"));
        foreach (var crud in new[] { brief, kept }) await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        var mention = await bayko.PostCrudAsync("hello @andrew");
        await bayko.DoAsync("PUT", "/api/users/@andrew/follow");
        Assert.Equal(4, await andrew.UnreadAsync());

        // Deleted, and back while that can be undone.
        await bayko.DoAsync("DELETE", $"/api/activities/{mention.Uuid}");
        Assert.DoesNotContain("mention bayko*", await andrew.ToldAsync());
        Assert.Equal(3, await andrew.UnreadAsync());
        await bayko.DoAsync("DELETE", $"/api/activities/{mention.Uuid}/deletion");
        Assert.Contains("mention bayko*", await andrew.ToldAsync());
        await bayko.DoAsync("DELETE", $"/api/activities/{mention.Uuid}");

        // Expired, before and after it is erased.
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, (await andrew.ToldAsync()).Count);
        Assert.Equal(2, await andrew.UnreadAsync());
        await app.SweepAsync();
        Assert.Equal(2, await app.CountAsync("notifications"));

        app.Clock.MoveTo(kept.ExpiresAt);
        Assert.Equal([], await (await app.ApiAsync(Andrew)).ToldAsync());
        await app.SweepAsync();
        Assert.Equal((0, 0), (await app.CountAsync("notifications"), await app.CountAsync("notification_actors")));
    }

    [Fact]
    public async Task New_followers_of_a_day_are_told_together()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        await bayko.DoAsync("PUT", "/api/users/@andrew/follow");
        await londo.DoAsync("PUT", "/api/users/@andrew/follow");
        Assert.Equal(["follow londo+bayko*"], await andrew.ToldAsync());
        await londo.DoAsync("DELETE", "/api/users/@andrew/follow");
        app.Clock.Advance(TimeSpan.FromDays(1));
        await (await app.ApiAsync(Londo)).DoAsync("PUT", "/api/users/@andrew/follow");
        Assert.Equal(["follow londo*", "follow bayko*"], await (await app.ApiAsync(Andrew)).ToldAsync());
        var follow = (await (await app.ApiAsync(Andrew)).NotificationsAsync())[0];
        Assert.Equal((Londo.Uuid, "londo", "follows you"), ((Guid)follow["uuid"]!, (string)follow["handle"]!, (string)follow["message"]!));
        Assert.Null(follow["expires_at"]);
        Assert.Null(follow["activity"]);
    }
}
