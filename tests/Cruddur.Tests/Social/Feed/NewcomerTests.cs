using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Feed;

public sealed class NewcomerTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Who_follows_nobody_is_told_so_and_sees_what_is_lively_before_what_is_new()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (bayko, londo) = (await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var lively = await bayko.PostCrudAsync("everybody likes this");
        await (await londo.PutAsync($"/api/activities/{lively.Uuid}/like", null)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await bayko.PostCrudAsync("this is newer");
        var andrew = await app.PagesAsync(Andrew);
        var page = await andrew.ReadAsync("/");
        Assert.Contains("You follow nobody yet", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("everybody likes this", StringComparison.Ordinal) < page.IndexOf("this is newer", StringComparison.Ordinal));
        Assert.Equal(2, page.Split($"id=\"crud-{lively.Uuid}\"").Length);
        Assert.DoesNotContain("You follow nobody yet", await andrew.ReadAsync("/explore"), StringComparison.Ordinal);
        Assert.DoesNotContain("You follow nobody yet", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
        await (await (await app.ApiAsync(Andrew)).PutAsync("/api/users/@londo/follow", null)).BodyAsync(200);
        Assert.DoesNotContain("You follow nobody yet", await andrew.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tags_page_counts_its_live_cruds_and_leads_on()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            select gen_random_uuid(), $1, '#needle ' || n, $2::timestamptz - n * interval '1 minute', $2::timestamptz + n * interval '1 hour' from generate_series(1, 25) n
            """, Andrew.Uuid, app.Now);
        await app.SqlAsync("insert into activity_tags (activity_uuid, tag, shown, created_at) select uuid, 'needle', 'needle', created_at from activities");
        var pages = app.Pages();
        var first = await pages.ReadAsync("/tags/needle");
        Assert.Contains("25 live cruds", first, StringComparison.Ordinal);
        var older = first.Split("href=\"").Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]).Single(href => href.Contains("before=", StringComparison.Ordinal));
        var second = await pages.ReadAsync(older);
        Assert.Equal(5, second.Split("<li id=\"crud-").Length - 1);
        Assert.Contains("Back to the newest cruds", second, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Contains("1 live crud<", await pages.ReadAsync("/tags/needle"), StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Contains("Nothing under this tag", await pages.ReadAsync("/tags/needle"), StringComparison.Ordinal);
    }
}
