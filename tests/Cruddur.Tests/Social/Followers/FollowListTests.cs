using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Followers;

/// <summary>Who follows whom, as lists.</summary>
public sealed class FollowListTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_page_newest_first_and_say_what_is_between_each_person_and_the_viewer()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await CrowdAsync(app, 45);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@bayko/follow", null, Ct)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await andrew.PutAsync("/api/users/@crowd_7/follow", null, Ct)).BodyAsync(200);
        List<string> met = [];
        for (var path = "/api/users/@ANDREW/followers?limit=20"; path is not null;)
        {
            using var answer = await andrew.GetAsync(path, Ct);
            met.AddRange(Handles(await answer.JsonAsync()));
            path = answer.Header("Link")?.Split('<', '>')[1];
        }
        Assert.Equal(["bayko", .. Enumerable.Range(1, 45).Reverse().Select(number => $"crowd_{number}")], met);
        var first = (await (await andrew.GetAsync("/api/users/@andrew/followers", Ct)).JsonAsync())[0]!;
        Assert.Equal((true, true, false), ((bool)first["current_user_follows"]!, (bool)first["follows_current_user"]!, (bool)first["current_user_requested"]!));
        Assert.Equal(["crowd_7", "bayko"], Handles(await (await app.Api().GetAsync("/api/users/@andrew/following", Ct)).JsonAsync()));
        Assert.Null((await (await app.Api().GetAsync("/api/users/@andrew/following", Ct)).JsonAsync())[0]!["current_user_follows"]);
        Assert.Equal("""["limit_invalid"]""", await (await andrew.GetAsync("/api/users/@andrew/followers?limit=0", Ct)).BodyAsync(422));
        Assert.Equal(404, await andrew.StatusAsync("/api/users/@nobody_here/followers"));
    }

    [Fact]
    public async Task Counts_are_those_of_the_lists_without_who_is_not_here_or_hidden()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await CrowdAsync(app, 5);
        var bayko = await app.ApiAsync(Bayko);
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'crowd_1'", app.Now);
        await app.SqlAsync("update users set delete_at = $1 where handle = 'crowd_2'", app.Now);
        await (await bayko.PutAsync("/api/users/@crowd_3/block", null, Ct)).BodyAsync(200);
        foreach (var (api, wanted) in new[] { (bayko, 2), (app.Api(), 3) })
        {
            var profile = (await (await api.GetAsync("/api/activities/@andrew", Ct)).JsonAsync())["profile"]!;
            Assert.Equal(wanted, (int)profile["followers_count"]!);
            Assert.Equal(wanted, Handles(await (await api.GetAsync("/api/users/@andrew/followers", Ct)).JsonAsync()).Count());
        }
    }

    [Fact]
    public async Task A_follower_is_removed_without_a_word_and_may_come_back()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        // Not by somebody else.
        await (await (await app.ApiAsync(Londo)).DeleteAsync("/api/followers/@bayko", Ct)).BodyAsync(200);
        Assert.Equal(1, await app.CountAsync("follows"));
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal("""{"handle":"bayko","follows_current_user":false}""", await (await andrew.DeleteAsync("/api/followers/@bayko", Ct)).BodyAsync(200));
        }
        Assert.Equal(0, await app.CountAsync("follows"));
        await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        Assert.Equal(1, await app.CountAsync("follows"));
    }

    [Fact]
    public async Task The_pages_have_buttons_for_members_only_and_an_empty_state()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await CrowdAsync(app, 25);
        var (andrew, guest) = (await app.PagesAsync(Andrew), app.Pages());
        var own = await andrew.ReadAsync("/@andrew/followers");
        Assert.Contains("Remove Crowd 25 as a follower", own, StringComparison.Ordinal);
        Assert.DoesNotContain(">Crowd 5<", own, StringComparison.Ordinal);
        var older = System.Text.RegularExpressions.Regex.Match(own, "/@andrew/followers\\?before=[^\"]+").Value;
        Assert.Contains(">Crowd 5<", await andrew.ReadAsync(older), StringComparison.Ordinal);
        Assert.DoesNotContain("/follow\"", await guest.ReadAsync("/@andrew/followers"), StringComparison.Ordinal);
        Assert.Contains("Andrew Brown follows nobody whom you can see.", await guest.ReadAsync("/@andrew/following"), StringComparison.Ordinal);
        Assert.Contains("Follow people to see their cruds", await andrew.ReadAsync("/@andrew/following"), StringComparison.Ordinal);
        await andrew.ReadAsync("/@andrew/followers");
        using var removed = await andrew.SubmitAsync("/followers/@crowd_25", new Dictionary<string, string> { ["accept"] = "false" },
            request => request.Headers.Referrer = new Uri(app.Address, "/@andrew/followers"));
        Assert.Equal("/@andrew/followers?notice=follower-removed", removed.Header("Location"));
        using var capitals = await guest.OpenAsync("/@ANDREW/followers");
        Assert.Equal((302, "/@andrew/followers"), ((int)capitals.StatusCode, capitals.Header("Location")));
    }

    /// <summary>So many people called crowd_1, crowd_2 and on, each of whom follows andrew a second later than the one before.</summary>
    internal static async Task CrowdAsync(TestApp app, int people)
    {
        await app.SqlAsync("""
            insert into users (uuid, handle, display_name, email, created_at, updated_at)
            select gen_random_uuid(), 'crowd_' || n, 'Crowd ' || n, 'crowd_' || n || '@example.com', $1, $1 from generate_series(1, $2) n
            """, app.Now, people);
        await app.SqlAsync("""
            insert into follows (follower_uuid, followed_uuid, created_at)
            select uuid, $1, $2 - interval '1 day' + make_interval(secs => substring(handle from 7)::integer) from users where handle like 'crowd%'
            """, Andrew.Uuid, app.Now);
    }

    private static IEnumerable<string> Handles(JsonNode people) => people.AsArray().Select(person => (string)person!["handle"]!);
}
