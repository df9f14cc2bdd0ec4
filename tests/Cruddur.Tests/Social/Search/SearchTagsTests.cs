using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Search;

public sealed class SearchTagsTests(PostgresCluster cluster)
{
    private static async Task<string[]> FoundAsync(HttpClient api, string term) =>
        [.. (await (await api.GetAsync($"/api/search/tags?term={Uri.EscapeDataString(term)}")).JsonAsync()).AsArray().Select(tag => $"{tag!["tag"]} {tag["shown"]} {tag["cruds_count"]}")];

    [Fact]
    public async Task Tags_are_found_by_their_beginning_with_how_many_live_cruds_have_them()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, guest) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), app.Api());
        await andrew.PostCrudAsync("#Cloud #clöud_nine and #cat", "1-hour");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.PostCrudAsync("#CLOUD #CloudCamp #東京タワー");
        Assert.Equal(["cloud CLOUD 2", "cloud_nine clöud_nine 1", "cloudcamp CloudCamp 1"], await FoundAsync(guest, "#clo"));
        Assert.Equal(["cloudcamp CloudCamp 1"], await FoundAsync(guest, "Cloud camp"));
        Assert.Equal(["東京タワー 東京タワー 1"], await FoundAsync(guest, "東京"));
        Assert.Empty(await FoundAsync(guest, "loud"));
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) values ($1, $2, $3)", Bayko.Uuid, Andrew.Uuid, app.Now);
        Assert.Equal(["cloud CLOUD 1", "cloud_nine clöud_nine 1"], await FoundAsync(andrew, "clo"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["cloud CLOUD 1", "cloudcamp CloudCamp 1"], await FoundAsync(guest, "clo"));
        Assert.Empty(await FoundAsync(guest, "cat"));
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'bayko'", app.Now);
        Assert.Empty(await FoundAsync(guest, "clo"));
        Assert.Equal(422, await guest.StatusAsync("/api/search/tags?term=!"));
    }
}
