using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Mutes;

public sealed class MutePersonTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1-hour", 1)]
    [InlineData("1-day", 24)]
    [InlineData("7-days", 168)]
    public async Task A_mute_ends_by_itself_to_the_second(string length, int hours)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await (await app.ApiAsync(Bayko)).PostCrudAsync("by bayko", "30-days");
        using var put = await andrew.PutAsync("/api/users/@bayko/mute", Api.Json(new System.Text.Json.Nodes.JsonObject { ["for"] = length }), Ct);
        var state = await put.JsonAsync();
        Assert.Equal((true, app.Now.AddHours(hours).UtcDateTime), ((bool)state["muted"]!, ((DateTimeOffset)state["until"]!).UtcDateTime));
        app.Clock.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        andrew = await app.ApiAsync(Andrew);
        Assert.Empty(await andrew.MessagesAsync("/api/activities/explore"));
        Assert.Single((await (await andrew.GetAsync("/api/mutes", Ct)).JsonAsync()).AsArray());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["by bayko"], await andrew.MessagesAsync("/api/activities/explore"));
        Assert.Empty((await (await andrew.GetAsync("/api/mutes", Ct)).JsonAsync()).AsArray());
        Assert.False((bool)(await (await andrew.GetAsync("/api/activities/@bayko", Ct)).JsonAsync())["profile"]!["current_user_mutes"]!);
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("mutes"));
    }

    [Fact]
    public async Task A_mute_for_good_lasts_until_it_is_taken_back_and_may_be_repeated_or_changed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        using var brief = await andrew.PutAsync("/api/users/@bayko/mute", Api.Json(new System.Text.Json.Nodes.JsonObject { ["for"] = "1-hour" }), Ct);
        await brief.BodyAsync(200);
        for (var time = 0; time < 2; time++)
        {
            using var put = await andrew.PutAsync("/api/users/@bayko/mute", null, Ct);
            Assert.Equal("""{"handle":"bayko","muted":true,"until":null}""", await put.BodyAsync(200));
        }
        app.Clock.Advance(TimeSpan.FromHours(2));
        await app.SweepAsync();
        Assert.Equal(1, await app.CountAsync("mutes"));
        for (var time = 0; time < 2; time++)
        {
            using var delete = await andrew.DeleteAsync("/api/users/@bayko/mute", Ct);
            Assert.Equal("""{"handle":"bayko","muted":false,"until":null}""", await delete.BodyAsync(200));
        }
        Assert.Equal(0, await app.CountAsync("mutes"));
    }

    [Fact]
    public async Task What_others_quote_of_them_is_covered_and_what_they_quote_of_themselves_is_not()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        var quoted = (await bayko.PostCrudAsync("first words")).Uuid;
        foreach (var (api, message) in new[] { (await app.ApiAsync(Londo), "londo quotes"), (bayko, "bayko quotes") })
            await (await api.PostJsonAsync("/api/activities", $$"""{"message":"{{message}}","ttl":"1-day","quote_uuid":"{{quoted}}"}""")).BodyAsync(200);
        var andrew = await app.ApiAsync(Andrew);
        using var muted = await andrew.PutAsync("/api/users/@bayko/mute", null, Ct);
        await muted.BodyAsync(200);

        Assert.Equal(["londo quotes True"], await QuotesAsync(andrew, "/api/activities/explore"));
        Assert.Equal(["bayko quotes "], await QuotesAsync(andrew, "/api/activities/@bayko"));
        Assert.Equal(["bayko quotes ", "londo quotes "], await QuotesAsync(bayko, "/api/activities/explore"));
        var pages = await app.PagesAsync(Andrew);
        var feed = await pages.ReadAsync("/explore");
        Assert.Contains("A crud of @bayko, whom you have muted", feed, StringComparison.Ordinal);
        Assert.InRange(feed.IndexOf("first words", StringComparison.Ordinal), feed.IndexOf("<details class=\"warned\"", StringComparison.Ordinal), int.MaxValue);
        Assert.DoesNotContain("whom you have muted", await pages.ReadAsync("/@bayko"), StringComparison.Ordinal);

        static async Task<IEnumerable<string>> QuotesAsync(HttpClient api, string path)
        {
            var answer = await (await api.GetAsync(path, Ct)).JsonAsync();
            return (answer as System.Text.Json.Nodes.JsonArray ?? answer["activities"]!.AsArray())
                .Where(crud => crud!["quote"] is not null).Select(crud => $"{crud!["message"]} {crud["quote"]!["muted"]?.GetValue<bool>()}").Order();
        }
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_and_nobody_else_is_told()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        using var wrong = await andrew.PutAsync("/api/users/@andrew/mute", Api.Json(new System.Text.Json.Nodes.JsonObject { ["for"] = "2-days" }), Ct);
        Assert.Equal("""["mute_self","mute_for_invalid"]""", await wrong.BodyAsync(422));
        Assert.Equal(404, (int)(await andrew.PutAsync("/api/users/@nobody_here/mute", null, Ct)).StatusCode);
        Assert.Equal("{}", await (await app.Api().PutAsync("/api/users/@andrew/mute", null, Ct)).BodyAsync(401));
        await (await andrew.PutAsync("/api/users/@bayko/mute", null, Ct)).BodyAsync(200);
        Assert.DoesNotContain("true", (await (await (await app.ApiAsync(Bayko)).GetAsync("/api/activities/@andrew", Ct)).JsonAsync())["profile"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_mute_and_undo_without_scripts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Bayko)).PostCrudAsync("by bayko");
        var pages = await app.PagesAsync(Andrew);
        Assert.Contains("You mute nobody.", await pages.ReadAsync("/settings/mutes"), StringComparison.Ordinal);
        await pages.ReadAsync("/@bayko");
        using var muted = await pages.SubmitAsync("/@bayko/mute", new Dictionary<string, string> { ["for"] = "1-day" });
        Assert.Equal("/@bayko?notice=muted", muted.Header("Location"));
        var profile = await pages.ReadAsync("/@bayko");
        Assert.Contains("You muted Bayko until", profile, StringComparison.Ordinal);
        Assert.Contains("by bayko", profile, StringComparison.Ordinal);
        Assert.DoesNotContain("by bayko", await pages.ReadAsync("/explore"), StringComparison.Ordinal);

        Assert.Contains("until", await pages.ReadAsync("/settings/mutes"), StringComparison.Ordinal);
        void FromSettings(HttpRequestMessage request) => request.Headers.Referrer = new Uri(app.Address, "/settings/mutes");
        using var unmuted = await pages.SubmitAsync("/@bayko/mute", new Dictionary<string, string> { ["mute"] = "false" }, FromSettings);
        Assert.Equal("/settings/mutes?undone=bayko", unmuted.Header("Location"));
        Assert.Contains("You hear @bayko again.", await pages.ReadAsync(unmuted.Header("Location")!), StringComparison.Ordinal);
        using var again = await pages.SubmitAsync("/@bayko/mute", new Dictionary<string, string> { ["for"] = "for-good" }, FromSettings);
        Assert.Equal("/settings/mutes?notice=muted", again.Header("Location"));
        Assert.Contains("for good", await pages.ReadAsync("/settings/mutes"), StringComparison.Ordinal);
    }
}
