using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Notifications;

/// <summary>Of whom a person hears: not of those whom they blocked, muted or do not want, nor of those who are not here.</summary>
public sealed class HeardTests(PostgresCluster cluster)
{
    /// <summary>All kinds of acts, by bayko on andrew.</summary>
    private static readonly string[] Everything = ["mention bayko*", "reply bayko*", "quote bayko*", "repost bayko*", "like bayko*", "follow bayko*"];

    [Theory]
    [InlineData("andrew", "bayko")]
    [InlineData("bayko", "andrew")]
    public async Task A_block_hides_what_was_told_and_keeps_more_from_being_told(string blocker, string blocked)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var crud = await andrew.PostCrudAsync("hello");
        await ActAsync(app, bayko, crud);
        Assert.Equal(Everything, await andrew.ToldAsync());
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) select a.uuid, b.uuid, $3 from users a, users b where a.handle = $1 and b.handle = $2", blocker, blocked, app.Now);
        Assert.Equal([], await andrew.ToldAsync());
        Assert.Equal(0, await andrew.UnreadAsync());

        // What a block refuses, and what it lets happen without a word: in another's thread, by handle, and by following.
        var before = await app.CountAsync("notification_actors");
        var asked = await (await app.ApiAsync(Londo)).PostCrudAsync("Who is there?");
        await bayko.ReplyAsync(asked.Uuid, "not @andrew");
        await bayko.PostCrudAsync("@andrew!");
        await app.SqlAsync("delete from follows");
        using var follow = await bayko.PutAsync("/api/users/@andrew/follow", null);
        Assert.Equal(before + 1, await app.CountAsync("notification_actors"));
        Assert.Equal(["reply bayko*"], await (await app.ApiAsync(Londo)).ToldAsync());
    }

    [Fact]
    public async Task Who_is_muted_is_not_heard_of_until_the_mute_ends()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var crud = await andrew.PostCrudAsync("hello");
        await ActAsync(app, bayko, crud);
        await app.SqlAsync("insert into mutes (muter_uuid, muted_uuid, until, created_at) values ($1, $2, $3, $4)", Andrew.Uuid, Bayko.Uuid, app.Now + TimeSpan.FromHours(1), app.Now);
        Assert.Equal([], await andrew.ToldAsync());
        Assert.Equal(0, await andrew.UnreadAsync());
        // Others in the same notification are told alone, and who is muted makes nothing unread.
        await (await app.ApiAsync(Londo)).DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        Assert.Equal(["like londo*"], await andrew.ToldAsync());
        await andrew.DoAsync("PUT", "/api/notifications/read");
        await bayko.DoAsync("DELETE", $"/api/activities/{crud.Uuid}/like");
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        Assert.Equal(["like londo"], await andrew.ToldAsync());
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(6, (await (await app.ApiAsync(Andrew)).ToldAsync()).Count);
        Assert.Equal(["like bayko+londo*"], (await (await app.ApiAsync(Andrew)).ToldAsync()).Where(told => told.StartsWith("like", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("disabled_at")]
    [InlineData("delete_at")]
    public async Task Who_is_not_here_is_not_heard_of_until_they_are_back(string column)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await ActAsync(app, bayko, await andrew.PostCrudAsync("hello"));
        await app.SqlAsync($"update users set {column} = $1 where handle = 'bayko'", app.Now);
        Assert.Equal([], await andrew.ToldAsync());
        Assert.Equal(0, await andrew.UnreadAsync());
        await app.SqlAsync($"update users set {column} = null where handle = 'bayko'");
        Assert.Equal(Everything, await andrew.ToldAsync());
        await app.SqlAsync("delete from users where handle = 'bayko'");
        Assert.Equal([], await andrew.ToldAsync());
        Assert.Equal((0, 0), (await andrew.UnreadAsync(), await app.CountAsync("notification_actors")));
    }

    [Fact]
    public async Task Settings_choose_by_kind_of_whom_one_hears_from_then_on()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        Assert.Equal("""{"follow":"everyone","like":"everyone","repost":"everyone","quote":"everyone","reply":"everyone","mention":"everyone"}""", await (await andrew.GetAsync("/api/notifications/settings")).BodyAsync(200));
        await andrew.DoAsync("PUT", "/api/users/@londo/follow");
        async Task<string> ChooseAsync(string json, int status = 200) => await (await andrew.PutAsync("/api/notifications/settings", new StringContent(json, null, "application/json"))).BodyAsync(status);
        Assert.Equal("""{"follow":"nobody","like":"following","repost":"everyone","quote":"everyone","reply":"everyone","mention":"everyone"}""", await ChooseAsync("""{"like":"following","follow":"nobody"}"""));
        Assert.Equal("""["from_whom_invalid"]""", await ChooseAsync("""{"like":"me"}""", 422));

        var crud = await andrew.PostCrudAsync("hello");
        foreach (var person in new[] { bayko, londo })
        {
            await person.DoAsync("PUT", "/api/users/@andrew/follow");
            await person.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        }
        Assert.Equal(["like londo*"], await andrew.ToldAsync());
        await ChooseAsync("""{"quote":"nobody","reply":"nobody","mention":"nobody","repost":"nobody","like":"nobody"}""");
        await bayko.ReplyAsync(crud.Uuid, "hi");
        await bayko.QuoteAsync(crud.Uuid, "listen");
        await bayko.PostCrudAsync("@andrew");
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/repost");
        Assert.Equal(["like londo*"], await andrew.ToldAsync());
        await ChooseAsync("""{"mention":"everyone"}""");
        await bayko.PostCrudAsync("@andrew, once more");
        Assert.Equal(["like londo*", "mention bayko*"], (await andrew.ToldAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(["follow andrew*"], await londo.ToldAsync());
    }

    [Fact]
    public async Task A_muted_thread_brings_nothing_wherever_in_it_somebody_acts_until_it_is_unmuted()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var root = await londo.PostCrudAsync("root");
        var mine = await andrew.ReplyAsync(root.Uuid, "mine");
        var deep = await bayko.ReplyAsync(mine, "deep");
        Assert.Equal(["reply bayko*"], await andrew.ToldAsync());
        // By whichever crud of it, and twice is once.
        for (var time = 0; time < 2; time++)
        {
            using var muted = await andrew.PutAsync($"/api/activities/{deep}/mute", null);
            Assert.Equal($$"""{"activity_uuid":"{{root.Uuid}}","muted":true}""", await muted.BodyAsync(200));
        }
        Assert.Equal(["root"], await andrew.MessagesAsync("/api/notifications/muted-threads"));
        await bayko.ReplyAsync(mine, "again");
        await bayko.ReplyAsync(deep, "and @andrew?");
        await bayko.DoAsync("PUT", $"/api/activities/{mine}/like");
        await bayko.DoAsync("PUT", $"/api/activities/{mine}/repost");
        await bayko.QuoteAsync(mine, "listen");
        Assert.Equal(["reply bayko*"], await andrew.ToldAsync());
        // Elsewhere, and for others, all is as before.
        await bayko.PostCrudAsync("hello @andrew and @londo");
        await bayko.ReplyAsync(root.Uuid, "to londo");
        Assert.Equal(["mention bayko*", "reply bayko*"], (await andrew.ToldAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(3, (await londo.ToldAsync()).Count);

        using var unmuted = await andrew.DeleteAsync($"/api/activities/{mine}/mute");
        Assert.Equal($$"""{"activity_uuid":"{{root.Uuid}}","muted":false}""", await unmuted.BodyAsync(200));
        await bayko.ReplyAsync(mine, "heard");
        Assert.Equal(3, (await andrew.ToldAsync()).Count);
        Assert.Equal([], await andrew.MessagesAsync("/api/notifications/muted-threads"));
    }

    [Fact]
    public async Task Only_a_thread_that_one_may_see_can_be_muted_and_its_mute_ends_with_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var (seen, hidden) = (await bayko.PostCrudAsync("seen", "1-hour"), await (await app.ApiAsync(Londo)).PostCrudAsync("hidden"));
        await andrew.DoAsync("PUT", $"/api/activities/{seen.Uuid}/mute");
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) values ($1, $3, $4), ($2, $3, $4)", Londo.Uuid, Bayko.Uuid, Andrew.Uuid, app.Now);
        await andrew.DoAsync("PUT", $"/api/activities/{hidden.Uuid}/mute", 404);
        await andrew.DoAsync("DELETE", $"/api/activities/{hidden.Uuid}/mute", 404);
        await andrew.DoAsync("DELETE", $"/api/activities/{seen.Uuid}/mute");
        await andrew.DoAsync("DELETE", $"/api/activities/{seen.Uuid}/mute", 404);
        await app.SqlAsync("delete from blocks");
        await andrew.DoAsync("PUT", $"/api/activities/{seen.Uuid}/mute");
        app.Clock.Advance(TimeSpan.FromHours(1));
        await andrew.DoAsync("PUT", $"/api/activities/{seen.Uuid}/mute", 404);
        Assert.Equal([], await andrew.MessagesAsync("/api/notifications/muted-threads"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("thread_mutes"));
    }

    private static async Task ActAsync(TestApp app, HttpClient bayko, Crud crud)
    {
        await bayko.DoAsync("PUT", "/api/users/@andrew/follow");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/repost");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.QuoteAsync(crud.Uuid, "listen");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.ReplyAsync(crud.Uuid, "hi");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.PostCrudAsync("and @andrew?");
    }
}
