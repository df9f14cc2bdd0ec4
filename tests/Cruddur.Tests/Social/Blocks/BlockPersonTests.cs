using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Blocks;

/// <summary>Blocking; who sees what afterwards is in VisibilityMatrixTests.</summary>
public sealed class BlockPersonTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_ends_follows_and_requests_both_ways_and_may_be_repeated()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        await (await andrew.PutAsync("/api/users/@bayko/follow", null, Ct)).BodyAsync(200);
        await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        await (await londo.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
        await app.SqlAsync("insert into follow_requests (requester_uuid, requested_uuid, created_at) values ($1, $2, $3), ($2, $1, $3)", Andrew.Uuid, Bayko.Uuid, app.Now);
        for (var time = 0; time < 2; time++)
        {
            using var put = await andrew.PutAsync("/api/users/@BAYKO/block", null, Ct);
            Assert.Equal("""{"handle":"bayko","blocked":true}""", await put.BodyAsync(200));
        }
        Assert.Equal((1, 0, 1), (await app.CountAsync("follows"), await app.CountAsync("follow_requests"), await app.CountAsync("blocks")));
        Assert.Equal(404, (int)(await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).StatusCode);
        Assert.Equal(404, (int)(await andrew.PutAsync("/api/users/@bayko/follow", null, Ct)).StatusCode);
        for (var time = 0; time < 2; time++)
        {
            using var delete = await andrew.DeleteAsync("/api/users/@bayko/block", Ct);
            Assert.Equal("""{"handle":"bayko","blocked":false}""", await delete.BodyAsync(200));
        }
        Assert.Equal((1, 0), (await app.CountAsync("follows"), await app.CountAsync("blocks")));
        await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
    }

    [Fact]
    public async Task Nobody_blocks_themselves_a_stranger_or_as_a_guest_and_who_is_blocked_may_block_back()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        Assert.Equal("""["block_self"]""", await (await andrew.PutAsync("/api/users/@andrew/block", null, Ct)).BodyAsync(422));
        Assert.Contains("nobody of that name", await (await andrew.PutAsync("/api/users/@nobody_here/block", null, Ct)).BodyAsync(404), StringComparison.Ordinal);
        Assert.Equal("{}", await (await app.Api().PutAsync("/api/users/@andrew/block", null, Ct)).BodyAsync(401));
        await (await andrew.PutAsync("/api/users/@bayko/block", null, Ct)).BodyAsync(200);
        await (await bayko.PutAsync("/api/users/@andrew/block", null, Ct)).BodyAsync(200);
        await (await andrew.DeleteAsync("/api/users/@bayko/block", Ct)).BodyAsync(200);
        Assert.Equal(404, await andrew.StatusAsync("/api/activities/@bayko"));
        Assert.Equal(1, await app.CountAsync("blocks"));
    }

    [Fact]
    public async Task Only_the_blocker_lists_their_blocks_the_latest_first()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await (await andrew.PutAsync("/api/users/@bayko/block", null, Ct)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await andrew.PutAsync("/api/users/@londo/block", null, Ct)).BodyAsync(200);
        using var first = await andrew.GetAsync("/api/blocks?limit=1", Ct);
        Assert.Equal(["londo"], Handles(await first.JsonAsync()));
        Assert.Equal(["bayko"], Handles(await (await andrew.GetAsync(first.Header("Link")!.Split('<', '>')[1], Ct)).JsonAsync()));
        Assert.Equal([], Handles(await (await (await app.ApiAsync(Bayko)).GetAsync("/api/blocks", Ct)).JsonAsync()));
    }

    [Fact]
    public async Task The_pages_ask_first_and_undo_without_scripts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Bayko)).PostCrudAsync("by bayko");
        var pages = await app.PagesAsync(Andrew);
        Assert.Contains("You block nobody.", await pages.ReadAsync("/settings/blocks"), StringComparison.Ordinal);
        Assert.Contains("/@bayko/block", await pages.ReadAsync("/@bayko"), StringComparison.Ordinal);
        Assert.Contains("that ends", await pages.ReadAsync("/@bayko/block"), StringComparison.Ordinal);
        using var blocked = await pages.SubmitAsync("/@bayko/block", new Dictionary<string, string> { ["block"] = "true" });
        Assert.Equal((303, "/@bayko?notice=blocked"), ((int)blocked.StatusCode, blocked.Header("Location")));
        var profile = await pages.ReadAsync("/@bayko");
        Assert.Contains("You blocked Bayko", profile, StringComparison.Ordinal);
        Assert.DoesNotContain("by bayko", profile, StringComparison.Ordinal);
        Assert.DoesNotContain("/@bayko/follow", profile, StringComparison.Ordinal);

        Assert.Contains("Bayko", await pages.ReadAsync("/settings/blocks"), StringComparison.Ordinal);
        void FromSettings(HttpRequestMessage request) => request.Headers.Referrer = new Uri(app.Address, "/settings/blocks");
        using var unblocked = await pages.SubmitAsync("/@bayko/block", new Dictionary<string, string> { ["block"] = "false" }, FromSettings);
        Assert.Equal("/settings/blocks?undone=bayko", unblocked.Header("Location"));
        Assert.Contains("You unblocked @bayko.", await pages.ReadAsync(unblocked.Header("Location")!), StringComparison.Ordinal);
        using var again = await pages.SubmitAsync("/@bayko/block", new Dictionary<string, string> { ["block"] = "true" }, FromSettings);
        Assert.Equal(1, await app.CountAsync("blocks"));
        Assert.DoesNotContain("<script>", await pages.ReadAsync("/settings/blocks?undone=%3Cscript%3E"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Handles(System.Text.Json.Nodes.JsonNode people) => people.AsArray().Select(person => (string)person!["handle"]!);
}
