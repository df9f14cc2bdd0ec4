using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Followers;

/// <summary>People who approve who follows them.</summary>
public sealed class FollowRequestTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Following_a_locked_person_asks_and_they_accept_or_decline()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        await LockAsync(andrew, true);
        await andrew.PostCrudAsync("by andrew");
        await bayko.PostCrudAsync("by bayko");
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal("""{"handle":"andrew","following":false,"requested":true}""", await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200));
        }
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await londo.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        Assert.Equal((0, 2), (await app.CountAsync("follows"), await app.CountAsync("follow_requests")));
        var profile = (await (await bayko.GetAsync("/api/activities/@andrew", Ct)).JsonAsync())["profile"]!;
        Assert.Equal((true, true, false, 0), ((bool)profile["locked"]!, (bool)profile["current_user_requested"]!, (bool)profile["current_user_follows"]!, (int)profile["followers_count"]!));
        // What a locked person says stays public.
        Assert.Contains("by andrew", await app.Api().MessagesAsync("/api/activities/explore"));

        using var first = await andrew.GetAsync("/api/follow-requests?limit=1", Ct);
        Assert.Equal(["londo"], Handles(await first.JsonAsync()));
        Assert.Equal(["bayko"], Handles(await (await andrew.GetAsync(first.Header("Link")!.Split('<', '>')[1], Ct)).JsonAsync()));
        Assert.Equal(404, (int)(await bayko.PutAsync("/api/followers/@londo", null, Ct)).StatusCode);
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal("""{"handle":"bayko","follows_current_user":true}""", await (await andrew.PutAsync("/api/followers/@bayko", null, Ct)).BodyAsync(200));
            Assert.Equal("""{"handle":"londo","follows_current_user":false}""", await (await andrew.DeleteAsync("/api/followers/@londo", Ct)).BodyAsync(200));
        }
        Assert.Equal((1, 0), (await app.CountAsync("follows"), await app.CountAsync("follow_requests")));
        Assert.Equal(["by andrew", "by bayko"], (await bayko.MessagesAsync("/api/activities/home")).Order());
        // Who follows already does not ask again.
        Assert.Equal("""{"handle":"andrew","following":true,"requested":false}""", await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200));
    }

    [Fact]
    public async Task A_request_is_taken_back_by_who_made_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await LockAsync(andrew, true);
        await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        Assert.Equal("""{"handle":"andrew","following":false,"requested":false}""", await (await bayko.DeleteAsync("/api/users/@andrew/follow", Ct)).BodyAsync(200));
        Assert.Equal(0, await app.CountAsync("follow_requests"));
        Assert.Equal(404, (int)(await andrew.PutAsync("/api/followers/@bayko", null, Ct)).StatusCode);
        Assert.Equal(0, await app.CountAsync("follows"));
    }

    [Fact]
    public async Task Unlocking_lets_everybody_in_who_waits_and_a_change_that_does_not_say_leaves_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await LockAsync(andrew, true);
        foreach (var person in new[] { Bayko, Londo }) await (await (await app.ApiAsync(person)).PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        Assert.True((bool)(await (await andrew.PostJsonAsync("/api/profile/update", """{"display_name":"Andrew B","bio":""}""")).JsonAsync())["locked"]!);
        Assert.Equal(2, await app.CountAsync("follow_requests"));
        await LockAsync(andrew, false);
        Assert.Equal((2, 0), (await app.CountAsync("follows"), await app.CountAsync("follow_requests")));
        Assert.False((bool)(await (await andrew.GetAsync("/api/profile/me", Ct)).JsonAsync())["locked"]!);
    }

    [Fact]
    public async Task The_pages_work_without_scripts_and_the_navigation_counts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.PagesAsync(Andrew), await app.PagesAsync(Bayko));
        await andrew.ReadAsync("/settings/profile");
        using var locked = await andrew.SubmitAsync("/settings/profile", new Dictionary<string, string> { ["display_name"] = "Andrew Brown", ["bio"] = "", ["locked"] = "true" });
        Assert.Equal("/settings/profile?notice=profile-saved", locked.Header("Location"));
        Assert.Contains("checked", await andrew.ReadAsync("/settings/profile"), StringComparison.Ordinal);
        Assert.Contains("Nobody waits", await andrew.ReadAsync("/requests"), StringComparison.Ordinal);
        Assert.DoesNotContain("nav-count", await andrew.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Ask to follow", await bayko.ReadAsync("/@andrew"), StringComparison.Ordinal);
        using var asked = await bayko.SubmitAsync("/@andrew/follow", new Dictionary<string, string> { ["follow"] = "true" });
        Assert.Contains("Requested", await bayko.ReadAsync("/@andrew"), StringComparison.Ordinal);

        Assert.Contains("nav-count\">1<", await andrew.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody waits", await andrew.ReadAsync("/requests"), StringComparison.Ordinal);
        void FromRequests(HttpRequestMessage request) => request.Headers.Referrer = new Uri(app.Address, "/requests");
        using var accepted = await andrew.SubmitAsync("/followers/@bayko", new Dictionary<string, string> { ["accept"] = "true" }, FromRequests);
        Assert.Equal("/requests?notice=let-in", accepted.Header("Location"));
        Assert.Contains("Following", await bayko.ReadAsync("/@andrew"), StringComparison.Ordinal);
        Assert.DoesNotContain("nav-count", await andrew.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_here_neither_waits_nor_is_counted()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await LockAsync(andrew, true);
        await (await (await app.ApiAsync(Bayko)).PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'bayko'", app.Now);
        Assert.Empty(Handles(await (await andrew.GetAsync("/api/follow-requests", Ct)).JsonAsync()));
        Assert.DoesNotContain("nav-count", await (await app.PagesAsync(Andrew)).ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(404, (int)(await andrew.PutAsync("/api/followers/@bayko", null, Ct)).StatusCode);
    }

    internal static async Task LockAsync(HttpClient api, bool locked)
    {
        var name = (string)(await (await api.GetAsync("/api/profile/me", Ct)).JsonAsync())["display_name"]!;
        using var changed = await api.PutAsync("/api/profile/update", Api.Json(new JsonObject { ["display_name"] = name, ["bio"] = "", ["locked"] = locked }), Ct);
        Assert.Equal(locked, (bool)(await changed.JsonAsync())["locked"]!);
    }

    private static IEnumerable<string> Handles(JsonNode people) => people.AsArray().Select(person => (string)person!["handle"]!);
}
