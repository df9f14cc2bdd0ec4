using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Embeds;

/// <summary>Cruds on other people's pages: oEmbed, and what previews read.</summary>
public sealed partial class EmbedCrudTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_crud_is_embedded_as_a_quotation_that_does_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("<script>alert(1)</script> & \"more\"\nhttps://example.com/?a=1&b=2", "1-day");
        using var answer = await AskAsync(app, $"url={Escaped(app, crud.Page)}");
        var embed = await answer.JsonAsync();
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        // Everything that oEmbed 1.0 demands of the type rich, with its type.
        Assert.Equal(("1.0", "rich", "Cruddur"), ((string)embed["version"]!, (string)embed["type"]!, (string)embed["provider_name"]!));
        Assert.Equal((Absolute(app, "/"), "Andrew Brown (@andrew)", Absolute(app, "/@andrew")), ((string)embed["provider_url"]!, (string)embed["author_name"]!, (string)embed["author_url"]!));
        Assert.Equal(3600, (int)embed["cache_age"]!);
        Assert.Equal(550, (int)embed["width"]!);
        Assert.InRange((int)embed["height"]!, 1, 1000);
        var html = (string)embed["html"]!;
        Assert.StartsWith($"<blockquote class=\"cruddur-crud\" cite=\"{Absolute(app, crud.Page)}\"><p dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;<br><a href=\"https://example.com/?a=1&amp;b=2\"", html, StringComparison.Ordinal);
        Assert.EndsWith("</a></p></blockquote>", html, StringComparison.Ordinal);
        Assert.All(Tags().Matches(html), tag => Assert.Contains(tag.Groups[1].Value, new[] { "blockquote", "p", "a", "br", "time" }));
        Assert.Equal("<script>alert(1)</script> & \"more\"…", (string)embed["title"]!);

        using var xml = await AskAsync(app, $"url={Escaped(app, crud.Page)}&format=xml");
        var document = XDocument.Parse(await xml.BodyAsync(200)).Root!;
        Assert.Equal("text/xml; charset=utf-8", xml.Content.Headers.ContentType!.ToString());
        Assert.Equal("oembed", document.Name.LocalName);
        Assert.Equal(embed.AsObject().Select(field => (field.Key, field.Value!.ToString())), document.Elements().Select(field => (field.Name.LocalName, field.Value)));
    }

    [Fact]
    public async Task Whoever_makes_previews_is_let_in_and_whoever_keeps_pages_is_not()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var robots = (await app.Pages().ReadAsync("/robots.txt")).Split("\n\n");
        Assert.Equal(2, robots.Length);
        Assert.Contains("User-agent: facebookexternalhit\n", robots[0], StringComparison.Ordinal);
        Assert.Contains("Allow: /@\nAllow: /api/oembed\n", robots[0], StringComparison.Ordinal);
        Assert.Contains("User-agent: *\nDisallow: /@\n", robots[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_kept_no_longer_than_the_crud_and_what_it_quotes_live()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var quoted = await andrew.PostCrudAsync("quoted", "1-hour");
        var crud = await (await andrew.PostJsonAsync("/api/activities", $$"""{"message":"quoting","ttl":"3-hours","quote_uuid":"{{quoted.Uuid}}"}""")).ReadAsync<Crud>();
        app.Clock.Advance(TimeSpan.FromMinutes(59.5));
        async Task<int> AgeAsync() => (int)(await (await AskAsync(app, $"url={Escaped(app, crud.Page)}")).JsonAsync())["cache_age"]!;
        Assert.Equal(30, await AgeAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(3600, await AgeAsync());
        app.Clock.MoveTo(crud.ExpiresAt - TimeSpan.FromSeconds(0.5));
        Assert.Equal(0, await AgeAsync());
        app.Clock.MoveTo(crud.ExpiresAt);
        using var gone = await AskAsync(app, $"url={Escaped(app, crud.Page)}");
        Assert.Equal("This crud has gone, or was never here. Cruds live only as long as their author chose.", (string)(await gone.JsonAsync(404))["detail"]!);
    }

    [Fact]
    public async Task Sizes_stay_within_what_is_asked_for_and_what_cannot_be_answered_is_refused()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var url = Escaped(app, crud.Page);
        var small = await (await AskAsync(app, $"url={url}&maxwidth=200&maxheight=50")).JsonAsync();
        Assert.Equal((200, 50), ((int)small["width"]!, (int)small["height"]!));
        Assert.Equal(550, (int)(await (await AskAsync(app, $"url={url}&maxwidth=10000")).JsonAsync())["width"]!);
        Assert.Equal("""["url_blank","maxwidth_invalid","maxheight_invalid"]""", await (await AskAsync(app, "maxwidth=0&maxheight=-1")).BodyAsync(422));
        await (await AskAsync(app, $"url={url}&maxwidth=wide")).BodyAsync(400);
        Assert.Equal(501, (int)(await (await AskAsync(app, $"url={url}&format=yaml")).JsonAsync(501))["status"]!);
        // By any handle, as the page leads on; as a link that somebody shared; over TLS only where the port says nothing else.
        foreach (var path in new[] { $"/@wrong/status/{crud.Uuid}", $"{crud.Page}/", $"{crud.Page}?from=mail#top" }) await (await AskAsync(app, $"url={Escaped(app, path)}")).BodyAsync(200);
        string[] others =
        [
            "hello", "/@andrew", Absolute(app, "/@andrew"), Absolute(app, crud.Page + "/edits"), $"https://elsewhere.example{crud.Page}", Absolute(app, $"/@andrew/status/{Guid.Empty}"),
            Absolute(app, crud.Page).Replace("http:", "ftp:", StringComparison.Ordinal), Absolute(app, crud.Page).Replace(":0/", ":81/", StringComparison.Ordinal),
        ];
        foreach (var other in others) await (await AskAsync(app, $"url={Uri.EscapeDataString(other)}")).BodyAsync(404);
    }

    [Fact]
    public async Task What_guests_may_not_see_is_embedded_for_nobody_and_a_warning_stands_for_the_text()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var warned = await (await andrew.PostJsonAsync("/api/activities", """{"message":"the butler","ttl":"1-day","content_warning":"spoiler"}""")).ReadAsync<Crud>();
        var embed = await (await andrew.GetAsync($"/api/oembed?url={Escaped(app, warned.Page)}")).BodyAsync(200);
        Assert.DoesNotContain("butler", embed, StringComparison.Ordinal);
        Assert.Contains("Content warning: spoiler", embed, StringComparison.Ordinal);
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'andrew'", app.Now);
        await (await AskAsync(app, $"url={Escaped(app, warned.Page)}")).BodyAsync(404);
    }

    [Fact]
    public async Task A_crud_s_page_says_what_previews_show()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await (await andrew.PostJsonAsync("/api/activities", """{"message":"Say \"hello\" & wave","ttl":"1-day","language":"pt-BR"}""")).ReadAsync<Crud>();
        var meta = await MetaAsync(app, crud.Page);
        var address = Absolute(app, crud.Page);
        Assert.Equal(
            ("article", "Andrew Brown (@andrew)", "Say \"hello\" & wave", address, "Cruddur", "pt_BR", "summary"),
            (meta["og:type"], meta["og:title"], meta["og:description"], meta["og:url"], meta["og:site_name"], meta["og:locale"], meta["twitter:card"]));
        Assert.Equal("Say \"hello\" & wave", meta["description"]);
        Assert.Equal((crud.CreatedAt, crud.ExpiresAt), (Time(meta["article:published_time"]), Time(meta["article:expiration_time"])));
        Assert.Equal(Absolute(app, "/@andrew"), meta["article:author"]);
        Assert.DoesNotContain("article:modified_time", meta.Keys);
        Assert.Equal(address, meta["canonical"]);
        // What the page offers can be had there.
        using var offered = await app.Api().GetAsync(new Uri(meta["application/json+oembed"]).PathAndQuery);
        Assert.Equal("rich", (string)(await offered.JsonAsync())["type"]!);
        using var asXml = await app.Api().GetAsync(new Uri(meta["text/xml+oembed"]).PathAndQuery);
        Assert.StartsWith("<?xml", await asXml.BodyAsync(200), StringComparison.Ordinal);
        await (await andrew.PutAsync($"/api/activities/{crud.Uuid}", Api.Json(new JsonObject { ["message"] = "the butler", ["content_warning"] = "spoiler" }))).BodyAsync(200);
        var warned = await MetaAsync(app, crud.Page);
        Assert.Equal(("Content warning: spoiler", app.Now), (warned["og:description"], Time(warned["article:modified_time"])));
        Assert.DoesNotContain("butler", string.Join(' ', warned.Values), StringComparison.Ordinal);
        app.Clock.MoveTo(crud.ExpiresAt);
        using var gone = await app.Pages().OpenAsync(crud.Page);
        Assert.DoesNotContain("og:", await gone.BodyAsync(404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_s_page_says_who_they_are_and_the_front_page_stays_small()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set bio = 'Breaks \"things\"' where handle = 'andrew'");
        var meta = await MetaAsync(app, "/@andrew");
        Assert.Equal(
            ("profile", "Andrew Brown (@andrew)", "Breaks \"things\"", Absolute(app, "/@andrew"), "Cruddur", "en_US", "andrew"),
            (meta["og:type"], meta["og:title"], meta["og:description"], meta["og:url"], meta["og:site_name"], meta["og:locale"], meta["profile:username"]));
        Assert.Equal(Absolute(app, "/@andrew"), meta["canonical"]);
        Assert.Equal(Absolute(app, "/@andrew/replies"), (await MetaAsync(app, "/@andrew/replies"))["canonical"]);
        Assert.Equal("What Bayko (@bayko) says on Cruddur.", (await MetaAsync(app, "/@bayko"))["og:description"]);
        Assert.DoesNotContain("og:", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(TestApp app, string query) => app.Api().GetAsync($"/api/oembed?{query}");

    private static string Absolute(TestApp app, string path) => app.Part<Site>().Link(path);

    private static string Escaped(TestApp app, string path) => Uri.EscapeDataString(Absolute(app, path));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What the head says, by property, name, relation or type.</summary>
    private static async Task<Dictionary<string, string>> MetaAsync(TestApp app, string path)
    {
        var pages = app.Pages();
        using var answer = await pages.OpenAsync(path);
        await answer.BodyAsync(200);
        var head = pages.Html[..pages.Html.IndexOf("</head>", StringComparison.Ordinal)];
        var said = Said().Matches(head).Select(tag => (Name: tag.Groups[1].Value, Value: tag.Groups[2].Value))
            .Concat(Canonical().Matches(head).Select(tag => (Name: "canonical", Value: tag.Groups[1].Value)))
            .Concat(Offers().Matches(head).Select(tag => (Name: tag.Groups[1].Value, Value: tag.Groups[2].Value)));
        return said.GroupBy(tag => tag.Name).ToDictionary(tags => tags.Key, tags => WebUtility.HtmlDecode(tags.First().Value));
    }

    [GeneratedRegex("<meta (?:property|name)=\"([^\"]+)\" content=\"([^\"]*)\"")]
    private static partial Regex Said();

    [GeneratedRegex("<link rel=\"canonical\" href=\"([^\"]+)\"")]
    private static partial Regex Canonical();

    [GeneratedRegex("<link rel=\"alternate\" type=\"([^\"]+)\" title=\"[^\"]*\" href=\"([^\"]+)\"")]
    private static partial Regex Offers();

    [GeneratedRegex("</?([a-z]+)")]
    private static partial Regex Tags();
}
