using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Tags;

public sealed class TagFeedTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Tags_find_cruds_and_replies_however_they_are_written_and_mentions_become_links()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, guest) = (await app.ApiAsync(Andrew), app.Api());
        var crud = await andrew.PostCrudAsync("A #Café for @bayko and @nobody, https://www.example.com/menu", "1-hour");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await andrew.PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"and #CAFE again"}""")).BodyAsync(200);
        foreach (var tag in new[] { "cafe", "Caf%C3%A9", "%23CAFÉ" }) Assert.Equal(2, (await guest.CrudsAsync($"/api/tags/{tag}")).Count);
        Assert.Empty(await guest.CrudsAsync("/api/tags/caf"));
        Assert.Equal("Café", await app.ValueAsync<string>("select shown from activity_tags where activity_uuid = $1", crud.Uuid));
        Assert.Equal(Bayko.Uuid, await app.ValueAsync<Guid>("select user_uuid from activity_mentions"));

        var page = await app.Pages().ReadAsync("/tags/cafe");
        Assert.Contains("""<a href="/tags/cafe">#Café</a>""", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="/@bayko">@bayko</a>""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("""href="/@nobody""", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="https://www.example.com/menu" rel="nofollow noopener ugc" target="_blank" title="https://www.example.com/menu">example.com/menu</a>""", page, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await guest.CrudsAsync("/api/tags/cafe"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("activity_tags") + await app.CountAsync("activity_mentions"));
    }

    [Fact]
    public async Task Markup_in_a_text_stays_text()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("<script>alert(1)</script> https://example.com/\"onmouseover=x");
        using var answer = await app.Pages().OpenAsync("/");
        var html = await answer.BodyAsync(200);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\"onmouseover", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_composer_offers_people_whose_handle_begins_so_those_first_whom_one_follows()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, created_at, updated_at) values (gen_random_uuid(), 'bay_area', 'Area', 'bay@example.com', $1, $1)", app.Now);
        var andrew = await app.ApiAsync(Andrew);
        async Task<IEnumerable<string>> Offered(string prefix) => (await (await andrew.GetAsync($"/api/users?prefix={prefix}")).JsonAsync()).AsArray().Select(person => (string)person!["handle"]!);
        Assert.Equal(["bay_area", "bayko"], await Offered("BAY"));
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        Assert.Equal(["bayko", "bay_area"], await Offered("bay"));
        Assert.Empty(await Offered("x%25"));
        Assert.Empty(await Offered(""));
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'bayko'", app.Now);
        Assert.Equal(["bay_area"], await Offered("bay"));
    }

    [Fact]
    public async Task Warnings_and_languages_are_kept_and_checked()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        andrew.DefaultRequestHeaders.Add("Accept-Language", "fr-CA");
        Assert.Equal("fr", (string)(await (await andrew.PostJsonAsync("/api/activities", """{"message":"bonjour","ttl":"1-day"}""")).JsonAsync())["language"]!);
        var warned = await (await andrew.PostJsonAsync("/api/activities", """{"message":"the butler did it","ttl":"1-day","content_warning":"  spoilers ","language":"pt-BR"}""")).JsonAsync();
        Assert.Equal(("spoilers", "pt-BR"), ((string)warned["content_warning"]!, (string)warned["language"]!));
        var body = new JsonObject { ["message"] = "", ["ttl"] = "1-day", ["content_warning"] = new string('w', 81), ["language"] = "Klingon!" };
        Assert.Equal("""["message_blank","content_warning_exceed_max_chars","language_invalid"]""", await (await andrew.PostJsonAsync("/api/activities", body.ToJsonString())).BodyAsync(422));
        var page = await app.Pages().ReadAsync("/");
        Assert.Contains("<details class=\"warned\">", page, StringComparison.Ordinal);
        Assert.Contains("<bdi>spoilers</bdi>", page, StringComparison.Ordinal);
    }
}
