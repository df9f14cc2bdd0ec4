using System.Diagnostics;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Followers;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Suggestions;

public sealed class SuggestFollowsTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Those_come_first_whom_the_most_follow_whom_one_follows_then_who_spoke_last()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await FollowListTests.CrowdAsync(app, 5);
        await app.SqlAsync("delete from follows");
        await FollowAsync(app, "andrew", "bayko", "londo");
        await FollowAsync(app, "bayko", "crowd_1", "crowd_2", "andrew");
        await FollowAsync(app, "londo", "crowd_2", "bayko");
        await SayAsync(app, "crowd_4", app.Now - TimeSpan.FromMinutes(5));
        await SayAsync(app, "crowd_3", app.Now - TimeSpan.FromMinutes(1));
        await SayAsync(app, "crowd_5", app.Now - TimeSpan.FromDays(2), app.Now);
        var suggested = (await (await (await app.ApiAsync(Andrew)).GetAsync("/api/suggestions", Ct)).JsonAsync()).AsArray();
        Assert.Equal(["crowd_2", "crowd_1", "crowd_3", "crowd_4", "crowd_5"], suggested.Select(person => (string)person!["handle"]!));
        Assert.Equal([2, 1, 0, 0, 0], suggested.Select(person => (int)person!["shared_count"]!));
        // What has expired does not count as speaking.
        Assert.Null(suggested[4]!["spoke_at"]);
        Assert.NotNull(suggested[2]!["spoke_at"]);
    }

    [Fact]
    public async Task Nobody_is_suggested_who_is_known_hidden_muted_or_gone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await FollowListTests.CrowdAsync(app, 8);
        await app.SqlAsync("delete from follows");
        var andrew = await app.ApiAsync(Andrew);
        await FollowAsync(app, "andrew", "bayko", "londo");
        await FollowAsync(app, "bayko", "andrew", "crowd_1", "crowd_2", "crowd_3", "crowd_4", "crowd_5", "crowd_6", "crowd_7");
        foreach (var path in new[] { "/api/users/@crowd_1/follow", "/api/users/@crowd_2/block" }) await (await andrew.PutAsync(path, null, Ct)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@crowd_3/mute", null, Ct)).BodyAsync(200);
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) select uuid, $1, $2 from users where handle = 'crowd_4'", Andrew.Uuid, app.Now);
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'crowd_5'", app.Now);
        await app.SqlAsync("update users set delete_at = $1 where handle = 'crowd_6'", app.Now);
        await app.SqlAsync("update users set approves_followers = true where handle = 'crowd_7'");
        Assert.Equal(["crowd_7", "crowd_8"], await HandlesAsync(andrew));
        await (await andrew.PutAsync("/api/users/@crowd_7/follow", null, Ct)).BodyAsync(200);
        Assert.Equal(["crowd_8"], await HandlesAsync(andrew));
        for (var time = 0; time < 2; time++) Assert.Equal("""{"handle":"crowd_8","dismissed":true}""", await (await andrew.DeleteAsync("/api/suggestions/@crowd_8", Ct)).BodyAsync(200));
        Assert.Equal([], await HandlesAsync(andrew));
        for (var time = 0; time < 2; time++) Assert.Equal("""{"handle":"crowd_8","dismissed":false}""", await (await andrew.PutAsync("/api/suggestions/@crowd_8", null, Ct)).BodyAsync(200));
        Assert.Equal(["crowd_8"], await HandlesAsync(andrew));
        Assert.Equal(404, (int)(await andrew.DeleteAsync("/api/suggestions/@andrew", Ct)).StatusCode);
    }

    [Fact]
    public async Task It_is_of_use_among_twenty_and_costs_little_for_one_who_follows_5000()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await FollowListTests.CrowdAsync(app, 17);
        Assert.Equal(19, (await HandlesAsync(await app.ApiAsync(Andrew))).Count);
        await app.SqlAsync("""
            insert into users (uuid, handle, display_name, email, created_at, updated_at)
            select gen_random_uuid(), 'many_' || n, 'Many ' || n, 'many_' || n || '@example.com', $1, $1 from generate_series(1, 6000) n
            """, app.Now);
        await app.SqlAsync("insert into follows (follower_uuid, followed_uuid, created_at) select $1, uuid, $2 from users where handle like 'many%' order by handle limit 5000", Andrew.Uuid, app.Now);
        await app.SqlAsync("""
            insert into follows (follower_uuid, followed_uuid, created_at)
            select f.followed_uuid, u.uuid, $2 from follows f
            cross join lateral (select uuid from users where uuid > f.followed_uuid order by uuid limit 60) u
            where f.follower_uuid = $1
            on conflict do nothing
            """, Andrew.Uuid, app.Now);
        await app.SqlAsync("analyze users");
        await app.SqlAsync("analyze follows");
        var andrew = await app.ApiAsync(Andrew);
        Assert.Equal(20, (await HandlesAsync(andrew)).Count);
        var fastest = TimeSpan.MaxValue;
        for (var time = 0; time < 10; time++)
        {
            var watch = Stopwatch.StartNew();
            await HandlesAsync(andrew);
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"fastest of ten: {fastest.TotalMilliseconds:N1} ms");
        Assert.True(fastest < TimeSpan.FromMilliseconds(500), $"{fastest.TotalMilliseconds} ms");
    }

    [Fact]
    public async Task The_page_dismisses_and_undoes_without_scripts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        Assert.Contains("Londo Mollari", await pages.ReadAsync("/suggestions/few"), StringComparison.Ordinal);
        Assert.Contains("Follow Bayko", await pages.ReadAsync("/suggestions"), StringComparison.Ordinal);
        using var dismissed = await pages.SubmitAsync("/suggestions/@bayko", new Dictionary<string, string> { ["dismiss"] = "true" });
        Assert.Equal("/suggestions?undone=bayko", dismissed.Header("Location"));
        Assert.DoesNotContain("Follow Bayko", await pages.ReadAsync("/suggestions?undone=bayko"), StringComparison.Ordinal);
        using var undone = await pages.SubmitAsync("/suggestions/@bayko", new Dictionary<string, string> { ["dismiss"] = "false" });
        Assert.Contains("Follow Bayko", await pages.ReadAsync("/suggestions"), StringComparison.Ordinal);
    }

    private static Task FollowAsync(TestApp app, string who, params string[] whom) => app.SqlAsync(
        "insert into follows (follower_uuid, followed_uuid, created_at) select a.uuid, b.uuid, $3 from users a, users b where a.handle = $1 and b.handle = any ($2)", who, whom, app.Now);

    private static Task SayAsync(TestApp app, string who, DateTimeOffset at, DateTimeOffset? until = null) => app.SqlAsync(
        "insert into activities (uuid, user_uuid, message, created_at, expires_at) select gen_random_uuid(), uuid, 'hello', $2, $3 from users where handle = $1", who, at, until ?? at + TimeSpan.FromDays(1));

    private static async Task<IReadOnlyList<string>> HandlesAsync(HttpClient api) =>
        [.. (await (await api.GetAsync("/api/suggestions", Ct)).JsonAsync()).AsArray().Select(person => (string)person!["handle"]!)];
}
