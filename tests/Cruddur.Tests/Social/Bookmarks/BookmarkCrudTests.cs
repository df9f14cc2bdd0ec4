using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Bookmarks;

public sealed class BookmarkCrudTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Bookmarks_are_ones_own_the_latest_first_page_by_page_for_as_long_as_the_cruds_live()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var cruds = new List<Crud>();
        for (var n = 0; n < 5; n++) cruds.Add(await andrew.PostCrudAsync($"number {n}", n == 0 ? "1-hour" : "1-day"));
        foreach (var n in new[] { 2, 0, 4, 1, 3, 3 })
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await (await bayko.PutAsync($"/api/activities/{cruds[n].Uuid}/bookmark", null)).BodyAsync(200);
        }
        using var first = await bayko.GetAsync("/api/bookmarks?limit=2");
        Assert.Equal(["number 3", "number 1"], (await first.ReadAsync<List<Crud>>()).Select(crud => crud.Message));
        Assert.Equal(["number 4", "number 0"], await bayko.MessagesAsync(first.Header("Link")!.Split('<', '>')[1]));
        Assert.Empty(await andrew.MessagesAsync("/api/bookmarks"));

        app.Clock.Advance(TimeSpan.FromHours(1));
        await (await bayko.DeleteAsync($"/api/activities/{cruds[4].Uuid}/bookmark")).BodyAsync(200);
        Assert.Equal(["number 3", "number 1", "number 2"], await bayko.MessagesAsync("/api/bookmarks"));
        var page = await (await app.PagesAsync(Bayko)).ReadAsync("/bookmarks");
        Assert.Contains("number 2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("number 4", page, StringComparison.Ordinal);
        Assert.Contains("Nothing kept", await (await app.PagesAsync(Andrew)).ReadAsync("/bookmarks"), StringComparison.Ordinal);
    }
}
