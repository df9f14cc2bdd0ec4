using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Pins;

public sealed class PinCrudTests(PostgresCluster cluster)
{
    [Fact]
    public async Task One_crud_stands_on_top_of_its_authors_page_as_long_as_it_lives()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var old = await andrew.PostCrudAsync("the old one", "1-hour");
        var other = await andrew.PostCrudAsync("another");
        var reply = await app.ReplyAsync(other.Uuid, Andrew, "a reply", other.ExpiresAt);
        using var stranger = await bayko.PutAsync($"/api/activities/{old.Uuid}/pin", null);
        Assert.Equal(404, (int)stranger.StatusCode);
        using var answered = await andrew.PutAsync($"/api/activities/{reply}/pin", null);
        Assert.Equal(404, (int)answered.StatusCode);
        foreach (var crud in new[] { other, old, old })
        {
            using var pinned = await andrew.PutAsync($"/api/activities/{crud.Uuid}/pin", null);
            Assert.Equal($$"""{"activity_uuid":"{{crud.Uuid}}","pinned":true}""", await pinned.BodyAsync(200));
        }
        Assert.Equal("the old one", await PinnedAsync(app));
        var page = await app.Pages().ReadAsync("/@andrew");
        Assert.True(page.IndexOf("the old one", StringComparison.Ordinal) < page.IndexOf("another", StringComparison.Ordinal));
        Assert.Equal(page.IndexOf("the old one", StringComparison.Ordinal), page.LastIndexOf("the old one", StringComparison.Ordinal));

        using var kept = await andrew.DeleteAsync($"/api/activities/{other.Uuid}/pin");
        Assert.Equal("the old one", await PinnedAsync(app));
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await PinnedAsync(app));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("pins"));
    }

    private static async Task<string?> PinnedAsync(TestApp app) =>
        (string?)(await (await app.Api().GetAsync("/api/activities/@andrew")).JsonAsync())["pinned"]?["message"];
}
