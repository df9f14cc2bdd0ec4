using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Feed;

/// <summary>Whose cruds a viewer may see, in every list and page.</summary>
public sealed class VisibilityTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("update users set disabled_at = $1 where handle = 'bayko'")]
    [InlineData("update users set delete_at = $1 where handle = 'bayko'")]
    public async Task Nobody_sees_people_who_are_not_here(string change)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        Assert.Equal(Scene.Places, await scene.SeenByAsync(await app.ApiAsync(Andrew)));
        await app.SqlAsync(change, app.Now);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([], await scene.SeenByAsync(await app.ApiAsync(Andrew)));
        Assert.Equal(["Who is there?"], await app.Api().MessagesAsync("/api/activities/home"));
        Assert.Equal(404, await app.Api().StatusAsync("/api/activities/@bayko"));
        foreach (var noun in new[] { "like", "repost", "bookmark" })
        {
            using var refused = await (await app.ApiAsync(Andrew)).PutAsync($"/api/activities/{scene.Crud.Uuid}/{noun}", null);
            Assert.Equal(404, (int)refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("andrew", "bayko")]
    [InlineData("bayko", "andrew")]
    public async Task A_block_hides_each_from_the_other(string blocker, string blocked)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var andrew = await app.ApiAsync(Andrew);
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) select a.uuid, b.uuid, $3 from users a, users b where a.handle = $1 and b.handle = $2", blocker, blocked, app.Now);
        Assert.Equal([], await scene.SeenByAsync(andrew));
        Assert.Contains("by bayko", string.Concat(await (await app.ApiAsync(Londo)).MessagesAsync("/api/activities/explore")), StringComparison.Ordinal);
        foreach (var path in new[] { "like", "repost", "bookmark" })
        {
            using var refused = await andrew.PutAsync($"/api/activities/{scene.Crud.Uuid}/{path}", null);
            Assert.Equal(404, (int)refused.StatusCode);
        }
        using var reply = await andrew.PostJsonAsync($"/api/activities/{scene.Crud.Uuid}/reply", """{"message":"hello?"}""");
        Assert.Equal(404, (int)reply.StatusCode);
        using var mention = await andrew.PostJsonAsync("/api/activities", """{"message":"@bayko","ttl":"1-day"}""");
        Assert.Empty((await mention.JsonAsync())["mentions"]!.AsArray());
    }

    [Fact]
    public async Task Who_is_muted_is_missing_from_feeds_only_until_the_mute_ends()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var andrew = await app.ApiAsync(Andrew);
        await app.SqlAsync("insert into mutes (muter_uuid, muted_uuid, until, created_at) values ($1, $2, $3, $4)", Andrew.Uuid, Bayko.Uuid, app.Now + TimeSpan.FromHours(1), app.Now);
        Assert.Equal(["replies", "permalink", "profile", "likes", "bookmarks"], await scene.SeenByAsync(andrew));
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Scene.Places, await scene.SeenByAsync(andrew));
    }

    /// <summary>Bayko writes a crud with a tag that mentions andrew, and answers londo; andrew follows bayko, likes and keeps the crud.</summary>
    private sealed record Scene(Crud Crud, Crud Asked)
    {
        public static readonly string[] Places = ["home", "explore", "replies", "permalink", "profile", "likes", "bookmarks", "tag", "notifications"];

        public static async Task<Scene> SetAsync(TestApp app)
        {
            var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
            var asked = await (await app.ApiAsync(Londo)).PostCrudAsync("Who is there?");
            var crud = await bayko.PostCrudAsync("by bayko, to @andrew #cloud");
            await (await bayko.PostJsonAsync($"/api/activities/{asked.Uuid}/reply", """{"message":"by bayko, a reply"}""")).BodyAsync(200);
            foreach (var path in new[] { "/api/users/@bayko/follow", $"/api/activities/{crud.Uuid}/like", $"/api/activities/{crud.Uuid}/bookmark" }) await (await andrew.PutAsync(path, null)).BodyAsync(200);
            return new(crud, asked);
        }

        /// <summary>Where this caller meets what bayko wrote.</summary>
        public async Task<IReadOnlyList<string>> SeenByAsync(HttpClient api)
        {
            string[] paths =
            [
                "/api/activities/home", "/api/activities/explore", $"/api/activities/{Asked.Uuid}", $"/api/activities/{Crud.Uuid}", "/api/activities/@bayko",
                "/api/activities/@andrew/likes", "/api/bookmarks", "/api/tags/cloud", "/api/activities/notifications",
            ];
            List<string> seen = [];
            foreach (var (place, path) in Places.Zip(paths))
            {
                using var answer = await api.GetAsync(path);
                if ((await answer.Content.ReadAsStringAsync()).Contains("by bayko", StringComparison.Ordinal)) seen.Add(place);
            }
            return seen;
        }
    }
}
