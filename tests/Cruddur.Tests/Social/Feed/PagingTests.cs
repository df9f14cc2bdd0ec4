using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Feed;

public sealed class PagingTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("/api/activities/home", true)]
    [InlineData("/api/activities/home", false)]
    [InlineData("/api/activities/explore", true)]
    [InlineData("/api/activities/explore", false)]
    public async Task Pages_follow_each_other_by_their_links_without_gap_or_repetition(string path, bool signedIn)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var reader = signedIn ? andrew : app.Api();
        var posted = new List<string>();
        for (var number = 0; number < 45; number++)
        {
            posted.Insert(0, (await andrew.PostCrudAsync($"crud {number}")).Message);
            // Some share a moment, and only their ids tell them apart.
            if (number % 3 == 0) app.Clock.Advance(TimeSpan.FromMicroseconds(1));
        }
        var sizes = new List<int>();
        var seen = new List<string>();
        for (var next = path; next is not null;)
        {
            using var page = await reader.GetAsync(next);
            next = Next(page);
            var cruds = await page.ReadAsync<List<Crud>>();
            sizes.Add(cruds.Count);
            seen.AddRange(cruds.Select(crud => crud.Message));
        }
        Assert.Equal([20, 20, 5], sizes);
        Assert.Equal(posted.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_posted_deleted_or_expires_between_two_pages_moves_nothing_else()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var cruds = new List<Crud>();
        for (var number = 0; number < 12; number++)
        {
            cruds.Insert(0, await andrew.PostCrudAsync($"crud {number}", number is 5 or 2 ? "1-hour" : "1-day"));
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        using var first = await andrew.GetAsync("/api/activities/home?limit=4");
        Assert.Equal(["crud 11", "crud 10", "crud 9", "crud 8"], (await first.ReadAsync<List<Crud>>()).Select(crud => crud.Message));

        await andrew.PostCrudAsync("newer");
        // The crud that the cursor names, one before it, one after it.
        foreach (var number in new[] { 8, 10, 6 })
        {
            using var deleted = await andrew.DeleteAsync($"/api/activities/{cruds[11 - number].Uuid}");
            await deleted.BodyAsync(200);
        }
        app.Clock.Advance(TimeSpan.FromHours(1));
        using var second = await andrew.GetAsync(Next(first));
        Assert.Equal(["crud 7", "crud 4", "crud 3", "crud 1"], (await second.ReadAsync<List<Crud>>()).Select(crud => crud.Message));
        using var third = await andrew.GetAsync(Next(second));
        Assert.Equal(["crud 0"], (await third.ReadAsync<List<Crud>>()).Select(crud => crud.Message));
        Assert.Null(Next(third));
    }

    [Fact]
    public async Task Replies_are_paged_too()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var root = await (await app.ApiAsync(Andrew)).PostCrudAsync("root");
        for (var number = 0; number < 5; number++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await app.ReplyAsync(root.Uuid, Bayko, $"reply {number}", root.ExpiresAt);
        }
        var answer = await (await app.Api().GetAsync($"/api/activities/{root.Uuid}?limit=2")).JsonAsync();
        Assert.Equal(["reply 4", "reply 3"], answer["replies"]!.AsArray().Select(reply => reply!["message"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("limit=0", 422)]
    [InlineData("limit=-1", 422)]
    [InlineData("limit=101", 422)]
    [InlineData("limit=1", 200)]
    [InlineData("limit=100", 200)]
    [InlineData("limit=abc", 400)]
    [InlineData("limit=99999999999999999999", 400)]
    [InlineData("before=abc", 400)]
    [InlineData("before=1_2", 400)]
    [InlineData("before=-1_01890000-0000-7000-8000-000000000000", 400)]
    [InlineData("before=99999999999999999999_01890000-0000-7000-8000-000000000000", 400)]
    [InlineData("before=9223372036854775807_01890000-0000-7000-8000-000000000000", 400)]
    [InlineData("before=0_01890000-0000-7000-8000-000000000000", 200)]
    [InlineData("before=253370764800000000_ffffffff-ffff-ffff-ffff-ffffffffffff", 200)]
    [InlineData("before=0_01890000-0000-7000-8000-000000000000'--", 400)]
    public async Task Limits_and_cursors_are_checked(string query, int status)
    {
        var app = shared.App;
        foreach (var path in new[] { "/api/activities/home", "/api/activities/explore" })
        {
            using var answer = await app.Api().GetAsync($"{path}?{query}");
            var body = await answer.BodyAsync(status);
            if (status == 422) Assert.Equal("""["limit_invalid"]""", body);
        }
    }

    [Fact]
    public async Task The_pages_for_people_go_on_with_a_link_to_older_cruds()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        for (var number = 0; number < 21; number++)
        {
            await andrew.PostCrudAsync($"crud number {number:D2}");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        foreach (var pages in new[] { app.Pages(), await app.PagesAsync(Andrew) })
        {
            foreach (var path in new[] { "/", "/explore" })
            {
                Assert.DoesNotContain("number 00", await pages.ReadAsync(path), StringComparison.Ordinal);
                var older = System.Text.RegularExpressions.Regex.Match(pages.Html, "href=\"([^\"]*before=[^\"]*)\"").Groups[1].Value;
                Assert.Contains("number 00", await pages.ReadAsync(older), StringComparison.Ordinal);
                Assert.DoesNotContain("number 01", pages.Text, StringComparison.Ordinal);
            }
        }
    }

    private static string? Next(HttpResponseMessage page)
    {
        if (page.Header("Link") is not { } link) return null;
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        return link.Split('<', '>')[1];
    }
}
