using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Search;

public sealed class SearchPageTests(PostgresCluster cluster)
{
    [Fact]
    public async Task What_was_found_is_marked_and_markup_in_it_stays_text()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await andrew.PostCrudAsync("<b>Clouds</b> over a Café with #CloudCamp https://example.com/cloud and 東京 <script>cloud</script>");
        var pages = app.Pages();
        using var answer = await pages.OpenAsync("/search?term=cloud%20cafe");
        var page = await answer.BodyAsync(200);
        Assert.Contains("&lt;b&gt;<mark>Clouds</mark>&lt;/b&gt; over a <mark>Caf&#xE9;</mark> with", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;<mark>cloud</mark>&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("""value="cloud cafe" """.TrimEnd(), page, StringComparison.Ordinal);
        Assert.Contains("<mark>東</mark><mark>京</mark>", await pages.ReadAsync("/search?term=東京"), StringComparison.Ordinal);
        Assert.Contains("#<mark>CloudCamp</mark></a>", await pages.ReadAsync("/search?term=%22cloudcamp%22"), StringComparison.Ordinal);
        Assert.DoesNotContain("<mark>", await pages.ReadAsync("/search?term=from:andrew"), StringComparison.Ordinal);
        Assert.DoesNotContain("<mark>", await pages.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_says_what_is_wrong_keeps_what_was_typed_and_never_shows_it_as_markup()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = app.Pages();
        using var refused = await pages.OpenAsync("/search?term=from:%22%3E%3Cimg%20src=x%3E&in=people");
        var html = await refused.BodyAsync(422);
        Assert.Contains("After from: a username must follow", html, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
        Assert.Contains("""name="in" value="people""", html, StringComparison.Ordinal);
        Assert.Contains("No crud says that", await pages.ReadAsync("/search?term=unheard"), StringComparison.Ordinal);
        Assert.Contains("Nobody is called that", await pages.ReadAsync("/search?term=unheard&in=people"), StringComparison.Ordinal);
        Assert.Contains("No tag begins so", await pages.ReadAsync("/search?term=unheard&in=tags"), StringComparison.Ordinal);
        var fresh = await pages.ReadAsync("/search");
        Assert.Contains("autofocus", fresh, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", fresh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_leads_on_and_each_kind_keeps_its_term()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            select gen_random_uuid(), $1, 'needle number ' || n, $2::timestamptz - n * interval '1 minute', $2::timestamptz + interval '1 day' from generate_series(1, 25) n
            """, Andrew.Uuid, app.Now);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, created_at, updated_at) select gen_random_uuid(), 'needle' || n, 'N', n || '@example.com', $1, $1 from generate_series(1, 22) n", app.Now);
        await app.SqlAsync("insert into activity_tags (activity_uuid, tag, shown, created_at) select uuid, 'needle' || right(message, 2), 'Needle' || right(message, 2), created_at from activities", app.Now);
        var pages = app.Pages();
        foreach (var (kind, rest) in new[] { ("cruds", 5), ("people", 2), ("tags", 5) })
        {
            var first = await pages.ReadAsync($"/search?term=needle&in={kind}");
            var next = first.Split("href=\"").Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]).Single(href => href.Contains("before=", StringComparison.Ordinal));
            var second = await pages.ReadAsync(next);
            Assert.Equal(20, Items(first));
            Assert.Equal(rest, Items(second));
            Assert.DoesNotContain("before=", second, StringComparison.Ordinal);
            Assert.Contains("/search?term=needle&in=tags", second, StringComparison.Ordinal);
        }
    }

    private static int Items(string html) =>
        new[] { "<li id=\"crud-", "<li class=\"found-person\"", "<a href=\"/tags/" }.Sum(item => html.Split("<main")[1].Split("</main>")[0].Split(item).Length - 1);
}
