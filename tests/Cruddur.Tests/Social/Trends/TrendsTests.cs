using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Trends;

public sealed class TrendsTests(PostgresCluster cluster)
{
    private static async Task<string[]> TagsAsync(HttpClient api) =>
        [.. (await (await api.GetAsync("/api/trends")).JsonAsync()).AsArray().Select(tag => $"{tag!["shown"]} {tag["people_count"]} {tag["cruds_count"]}")];

    private static async Task<string[]> CrudsAsync(HttpClient api) =>
        [.. (await (await api.GetAsync("/api/activities/trending")).JsonAsync()).AsArray().Select(crud => $"{crud!["handle"]}: {crud["message"]} {crud["likes_count"]}")];

    [Fact]
    public async Task A_tag_of_two_people_goes_before_one_that_a_single_person_repeats()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, guest) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), app.Api());
        for (var times = 0; times < 5; times++) await andrew.PostCrudAsync("buy #Soap now", "1-hour");
        await andrew.PostCrudAsync("#Bread");
        await bayko.PostCrudAsync("fresh #bread");
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["bread 2 2", "Soap 1 5"], (await TagsAsync(guest)).Select(tag => tag.Replace("Bread", "bread", StringComparison.Ordinal)));
        // What was said long ago weighs less than what is said now.
        app.Clock.Advance(TimeSpan.FromDays(3));
        await (await app.ApiAsync(Londo)).PostCrudAsync("#Brivari");
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["Brivari 1 1", "bread 2 2"], (await TagsAsync(guest)).Select(tag => tag.Replace("Bread", "bread", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_expires_or_is_taken_away_leaves_trends_at_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, guest) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), app.Api());
        var brief = await andrew.PostCrudAsync("#Soap for an hour", "1-hour");
        var crud = await andrew.PostCrudAsync("#Bread");
        foreach (var liked in new[] { brief, crud }) await (await bayko.PutAsync($"/api/activities/{liked.Uuid}/like", null)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(500));
        Assert.Equal(2, (await TagsAsync(guest)).Length);
        Assert.Equal(2, (await CrudsAsync(guest)).Length);
        app.Clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(["Bread 1 1"], await TagsAsync(guest));
        Assert.Equal(["andrew: #Bread 1"], await CrudsAsync(guest));
        await (await andrew.DeleteAsync($"/api/activities/{crud.Uuid}")).BodyAsync(200);
        Assert.Empty(await TagsAsync(guest));
        Assert.Empty(await CrudsAsync(guest));
        await (await andrew.DeleteAsync($"/api/activities/{crud.Uuid}/deletion")).BodyAsync(200);
        Assert.Single(await TagsAsync(guest));
        await (await andrew.PutAsync($"/api/activities/{(await andrew.PostCrudAsync("#Oops")).Uuid}", Api.Json(new System.Text.Json.Nodes.JsonObject { ["message"] = "nothing" }))).BodyAsync(200);
        Assert.Equal(["Bread 1 1"], await TagsAsync(guest));
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'andrew'", app.Now);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await TagsAsync(guest));
        Assert.Empty(await CrudsAsync(guest));
    }

    [Fact]
    public async Task Cruds_trend_by_the_likes_of_others_the_latest_weighing_most()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        async Task LikeAsync(HttpClient api, Crud crud) => await (await api.PutAsync($"/api/activities/{crud.Uuid}/like", null)).BodyAsync(200);
        var (once, twice, vain, warned) = (await andrew.PostCrudAsync("liked once"), await andrew.PostCrudAsync($"liked twice {new string('x', 120)}"), await londo.PostCrudAsync("liked by myself"),
            await (await andrew.PostJsonAsync("/api/activities", """{"message":"spoiler","ttl":"7-days","content_warning":"careful"}""")).ReadAsync<Crud>());
        await LikeAsync(bayko, once);
        await LikeAsync(bayko, twice);
        await LikeAsync(londo, twice);
        await LikeAsync(londo, vain);
        await LikeAsync(bayko, warned);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([$"andrew: liked twice {new string('x', 88)}... 2", "andrew: liked once 1"], await CrudsAsync(app.Api()));
        app.Clock.Advance(TimeSpan.FromDays(2));
        var late = await bayko.PostCrudAsync("liked lately");
        await LikeAsync(andrew, late);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.StartsWith("bayko: liked lately", (await CrudsAsync(app.Api()))[0], StringComparison.Ordinal);
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) values ($1, $2, $3)", Bayko.Uuid, Londo.Uuid, app.Now);
        Assert.DoesNotContain("bayko: liked lately 1", await CrudsAsync(londo));
    }

    [Fact]
    public async Task The_box_beside_every_page_of_a_member_shows_tags_and_guests_get_none()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Bayko)).PostCrudAsync("fresh #Bread");
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        var member = await (await app.PagesAsync(Andrew)).ReadAsync("/explore");
        Assert.Contains("""<li><a href="/tags/bread"><bdi>#Bread</bdi></a> <span>1 crud</span></li>""", member, StringComparison.Ordinal);
        Assert.Contains("placeholder=\"Search Cruddur\"", member, StringComparison.Ordinal);
        Assert.DoesNotContain("trends-title", await app.Pages().ReadAsync("/explore"), StringComparison.Ordinal);
        Assert.Contains("#Bread", await app.Pages().ReadAsync("/search"), StringComparison.Ordinal);
    }
}
