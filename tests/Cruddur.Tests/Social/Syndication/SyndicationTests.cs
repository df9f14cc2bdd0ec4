using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Syndication;

/// <summary>Feeds for readers, as readers ask for them and understand them.</summary>
public sealed class SyndicationTests(PostgresCluster cluster)
{
    private static readonly XNamespace Atom = FeedReader.AtomNamespace;

    [Fact]
    public async Task A_person_s_feed_has_what_they_say_themselves_newest_first_in_both_formats()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await app.SqlAsync("update users set bio = 'Breaks <the> build & mends it' where handle = 'andrew'");
        var other = await bayko.PostCrudAsync("somebody else's, passed on");
        var first = await andrew.PostCrudAsync("The first, with a #Tag, @bayko and https://www.example.com/a?b=1&c=2");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using (var warned = await andrew.PostJsonAsync("/api/activities", """{"message":"the butler #didit","ttl":"1-day","content_warning":"a <spoiler>","language":"en"}""")) await warned.BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using (var quote = await andrew.PostJsonAsync("/api/activities", $$"""{"message":"Look:\n<b>this</b>","ttl":"1-day","quote_uuid":"{{other.Uuid}}","language":"de"}""")) await quote.BodyAsync(200);
        await (await andrew.PostJsonAsync($"/api/activities/{other.Uuid}/reply", """{"message":"a reply"}""")).BodyAsync(200);
        await (await andrew.PutAsync($"/api/activities/{other.Uuid}/repost", null)).BodyAsync(200);
        await (await andrew.PutAsync($"/api/activities/{first.Uuid}", Api.Json(new JsonObject { ["message"] = "The first, with a #Tag, @bayko and https://www.example.com/a?b=1&c=2" + "!" }))).BodyAsync(200);

        var rss = await DocumentAsync(app, "/@andrew.rss", "application/rss+xml");
        var channel = FeedReader.AssertRss(rss);
        Assert.Equal(3, channel.Elements("item").Count());
        Assert.All(channel.Elements("item"), item => Assert.Null(item.Element("title")));
        var read = await FeedReader.ReadAsync(rss);
        Assert.Equal(("Andrew Brown (@andrew)", "Breaks <the> build & mends it", Absolute(app, "/@andrew")), ((string)read["title"]!, (string)read["description"]!, (string)read["link"]!));
        Assert.Equal(Absolute(app, "/@andrew.rss"), channel.Element(Atom + "link")!.Attribute("href")!.Value);

        var (quoting, covered, plain) = (read["items"]![0]!, read["items"]![1]!, read["items"]![2]!);
        Assert.StartsWith("""<p dir="auto" lang="de">Look:<br>&lt;b&gt;this&lt;/b&gt;</p><blockquote cite="http""", (string)quoting["content"]!, StringComparison.Ordinal);
        Assert.Contains("""<p dir="auto">somebody else&#x27;s, passed on</p>""", (string)quoting["content"]!, StringComparison.Ordinal);
        Assert.Contains($"""<a href="{Absolute(app, "/@bayko")}">Bayko (@bayko)</a>""", (string)quoting["content"]!, StringComparison.Ordinal);
        Assert.Contains("Content warning: a &lt;spoiler&gt;", (string)covered["content"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("butler", rss, StringComparison.Ordinal);
        Assert.DoesNotContain("didit", rss, StringComparison.Ordinal);
        Assert.Equal(
            $"""<p dir="auto">The first, with a <a href="{Absolute(app, "/tags/tag")}">#Tag</a>, <a href="{Absolute(app, "/@bayko")}">@bayko</a> and <a href="https://www.example.com/a?b=1&amp;c=2" rel="nofollow noopener ugc">example.com/a?b=1&amp;c=2</a>!</p>""",
            (string)plain["content"]!);
        Assert.Equal((Absolute(app, first.Page), $"urn:uuid:{first.Uuid}", "Andrew Brown (@andrew)"), ((string)plain["link"]!, (string)plain["guid"]!, (string)plain["creator"]!));
        Assert.Equal(first.CreatedAt, DateTimeOffset.Parse((string)plain["isoDate"]!, CultureInfo.InvariantCulture));
        Assert.Equal(["Tag"], plain["categories"]!.AsArray().Select(tag => (string)tag!));

        var atom = await DocumentAsync(app, "/@andrew.atom", "application/atom+xml");
        var entries = FeedReader.AssertAtom(atom).Elements(Atom + "entry").ToList();
        Assert.Equal(["Look: <b>this</b>", "Content warning: a <spoiler>", "The first, with a #Tag, @bayko and…"], entries.Select(entry => entry.Element(Atom + "title")!.Value));
        Assert.Equal(["de", "en", null], entries.Select(entry => (string?)entry.Attribute(XNamespace.Xml + "lang")));
        Assert.Equal((app.Now.AddMinutes(-2), app.Now), (Time(entries[2], "published"), Time(entries[2], "updated")));
        Assert.Equal(app.Now, Time(FeedReader.AssertAtom(atom), "updated"));
        var readAtom = await FeedReader.ReadAsync(atom);
        Assert.Equal(read["items"]!.AsArray().Select(item => (string)item!["content"]!), readAtom["items"]!.AsArray().Select(item => (string)item!["content"]!));
        Assert.Equal(read["items"]!.AsArray().Select(item => (string)item!["guid"]!), readAtom["items"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal(Absolute(app, "/@andrew.atom"), (string)readAtom["feedUrl"]!);
        // The same for everybody, signed in or not, in whatever language their pages are.
        using (var german = await app.Api().SendAsync(new HttpRequestMessage(HttpMethod.Get, "/@andrew.rss") { Headers = { { "Accept-Language", "de" } } })) Assert.Equal(rss, await german.BodyAsync(200));
        Assert.Equal(rss, await (await (await app.PagesAsync(Bayko)).OpenAsync("/@andrew.rss")).BodyAsync(200));
    }

    [Fact]
    public async Task A_tag_s_feed_has_cruds_and_replies_and_an_empty_one_is_a_feed_too()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("A #Café");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await (await app.ApiAsync(Bayko)).PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"#CAFE again"}""")).BodyAsync(200);
        var feed = await FeedReader.ReadAsync(await DocumentAsync(app, "/tags/Caf%C3%A9.rss", "application/rss+xml"));
        Assert.Equal(("#cafe on Cruddur", Absolute(app, "/tags/cafe")), ((string)feed["title"]!, (string)feed["link"]!));
        Assert.Equal(["Bayko (@bayko)", "Andrew Brown (@andrew)"], feed["items"]!.AsArray().Select(item => (string)item!["creator"]!));
        FeedReader.AssertAtom(await DocumentAsync(app, "/tags/cafe.atom", "application/atom+xml"));
        foreach (var path in new[] { "/tags/nothing.rss", "/@londo.rss" }) Assert.Empty(FeedReader.AssertRss(await DocumentAsync(app, path, "application/rss+xml")).Elements("item"));
        foreach (var path in new[] { "/tags/nothing.atom", "/@londo.atom" }) Assert.Empty(FeedReader.AssertAtom(await DocumentAsync(app, path, "application/atom+xml")).Elements(Atom + "entry"));
    }

    [Fact]
    public async Task Nothing_that_has_ended_is_in_a_feed_nor_may_anybody_keep_one_until_then()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, http) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), app.Api());
        var quoted = await bayko.PostCrudAsync("quoted", "1-hour");
        await (await andrew.PostJsonAsync("/api/activities", $$"""{"message":"lasting #x","ttl":"1-day","quote_uuid":"{{quoted.Uuid}}"}""")).BodyAsync(200);
        async Task<(int MaxAge, int? Ttl, string Document)> AskAsync(string path)
        {
            using var answer = await http.GetAsync(path);
            var document = await answer.BodyAsync(200);
            var control = answer.Headers.CacheControl!;
            Assert.True(control.Public && control.MustRevalidate);
            return ((int)control.MaxAge!.Value.TotalSeconds, (int?)XDocument.Parse(document).Root!.Element("channel")?.Element("ttl"), document);
        }
        var first = await AskAsync("/@andrew.rss");
        Assert.Equal((300, 5), (first.MaxAge, first.Ttl));
        app.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(90.5));
        foreach (var path in new[] { "/@andrew.rss", "/tags/x.rss" })
        {
            var near = await AskAsync(path);
            Assert.Equal((90, 1), (near.MaxAge, near.Ttl));
            Assert.Contains("quoted", near.Document, StringComparison.Ordinal);
        }
        app.Clock.Advance(TimeSpan.FromSeconds(90));
        var last = await AskAsync("/@andrew.rss");
        Assert.Equal((0, null), (last.MaxAge, last.Ttl));
        Assert.Contains("quoted", last.Document, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromSeconds(0.5));
        foreach (var path in new[] { "/@andrew.rss", "/@andrew.atom", "/tags/x.rss", "/@bayko.rss" })
            Assert.DoesNotContain("quoted", (await AskAsync(path)).Document, StringComparison.Ordinal);
        Assert.Contains("This crud has expired.", (await AskAsync("/@andrew.rss")).Document, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.DoesNotContain("lasting", (await AskAsync("/@andrew.rss")).Document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_has_the_feed_is_told_so_until_anything_in_it_changes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, http) = (await app.ApiAsync(Andrew), app.Api());
        var brief = await andrew.PostCrudAsync("short", "1-hour");
        var doomed = await andrew.PostCrudAsync("deleted later");
        using var begun = await http.GetAsync("/@andrew.rss");
        Assert.Null(begun.Content.Headers.LastModified);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        using var known = await http.GetAsync("/@andrew.rss");
        var (tag, since) = (known.Headers.ETag!, known.Content.Headers.LastModified!.Value);
        Assert.Equal(begun.Headers.ETag, tag);
        Assert.Equal(app.Now.AddSeconds(-30), since);
        async Task<int> AskAsync(EntityTagHeaderValue? tag, DateTimeOffset? since, string path = "/@andrew.rss")
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
            request.Headers.IfModifiedSince = since;
            using var answer = await http.SendAsync(request);
            Assert.NotNull(answer.Headers.CacheControl!.MaxAge);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotModified) Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
            return (int)answer.StatusCode;
        }
        Assert.Equal(304, await AskAsync(tag, null));
        Assert.Equal(304, await AskAsync(null, since));
        Assert.Equal(304, await AskAsync(tag, since));
        Assert.Equal(200, await AskAsync(null, since.AddSeconds(1)));
        Assert.Equal(200, await AskAsync(new EntityTagHeaderValue("\"other\""), since));
        Assert.Equal(200, await AskAsync(tag, null, "/@andrew.atom"));
        // A deletion, and then an end, leave nothing newer behind than what the reader has.
        await (await andrew.DeleteAsync($"/api/activities/{doomed.Uuid}")).BodyAsync(200);
        Assert.Equal(200, await AskAsync(tag, null));
        Assert.Equal(200, await AskAsync(null, since));
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        using var shorter = await http.GetAsync("/@andrew.rss");
        var (shorterTag, shorterSince) = (shorter.Headers.ETag!, shorter.Content.Headers.LastModified!.Value);
        Assert.Equal(304, await AskAsync(shorterTag, shorterSince));
        app.Clock.MoveTo(brief.ExpiresAt);
        Assert.Equal(200, await AskAsync(shorterTag, null));
        Assert.Equal(200, await AskAsync(null, shorterSince));
    }

    [Fact]
    public async Task HEAD_says_what_GET_would_and_guests_get_it_compressed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var http = app.Api();
        using var get = await http.GetAsync("/@andrew.atom");
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/@andrew.atom"));
        Assert.Equal((200, get.Headers.ETag, get.Content.Headers.ContentType), ((int)head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        using var zipped = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/@andrew.atom") { Headers = { { "Accept-Encoding", "gzip" } } });
        Assert.Equal(("gzip", get.Headers.ETag), (Assert.Single(zipped.Content.Headers.ContentEncoding), zipped.Headers.ETag));
    }

    [Theory]
    [InlineData("update users set disabled_at = now() where handle = 'andrew'", 404)]
    [InlineData("update users set delete_at = now() + interval '7 days' where handle = 'andrew'", 404)]
    [InlineData("update users set approves_followers = true where handle = 'andrew'", 200)]
    [InlineData("insert into blocks (blocker_uuid, blocked_uuid, created_at) select a.uuid, b.uuid, now() from users a, users b where a.handle = 'andrew' and b.handle = 'bayko'", 404)]
    [InlineData("insert into blocks (blocker_uuid, blocked_uuid, created_at) select b.uuid, a.uuid, now() from users a, users b where a.handle = 'andrew' and b.handle = 'bayko'", 404)]
    public async Task Whom_the_reader_may_not_see_has_no_feed_for_them(string change, int status)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("a #secret");
        await app.SqlAsync(change);
        var reader = await app.PagesAsync(Bayko);
        foreach (var path in new[] { "/@andrew.rss", "/@andrew.atom" })
        {
            using var answer = await reader.OpenAsync(path);
            var body = await answer.BodyAsync(status);
            Assert.Equal(status == 200, body.Contains("/@andrew/status/", StringComparison.Ordinal));
        }
        using var tagged = await reader.OpenAsync("/tags/secret.rss");
        Assert.Equal(status == 200, (await tagged.BodyAsync(200)).Contains("<item>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_names_are_404_others_lead_to_their_own_and_the_server_s_filters_hold()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("the casino");
        using (var unknown = await app.Pages().OpenAsync("/@nobody_here.rss")) Assert.Contains("There is nobody of that name here.", await unknown.BodyAsync(404), StringComparison.Ordinal);
        using (var other = await app.Pages().OpenAsync("/@Andrew.rss")) Assert.Equal((302, "/@andrew.rss"), ((int)other.StatusCode, other.Header("Location")));
        await app.SqlAsync("insert into platform.handles (handle, user_uuid, kept_until) values ('andy', $1, $2)", Andrew.Uuid, app.Now.AddDays(30));
        using (var former = await app.Pages().OpenAsync("/@andy.atom")) Assert.Equal((301, "/@andrew.atom"), ((int)former.StatusCode, former.Header("Location")));
        await app.SqlAsync("insert into word_filters (uuid, user_uuid, phrase, folded, action, created_at) values (gen_random_uuid(), null, 'casino', ' casino ', 'warn', $1)", app.Now);
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        var feed = await DocumentAsync(app, "/@andrew.rss", "application/rss+xml");
        Assert.Contains("Filtered: casino", feed, StringComparison.Ordinal);
        Assert.DoesNotContain("the casino", feed, StringComparison.Ordinal);
        await app.SqlAsync("update word_filters set action = 'hide'");
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(FeedReader.AssertRss(await DocumentAsync(app, "/@andrew.rss", "application/rss+xml")).Elements("item"));
    }

    [Fact]
    public async Task Pages_say_where_their_feeds_are()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("a #tag");
        foreach (var path in new[] { "/@andrew", "/@andrew/likes", "/tags/tag" })
        {
            var page = await app.Pages().ReadAsync(path);
            var feed = path.Replace("/likes", "", StringComparison.Ordinal);
            Assert.Contains("<link rel=\"alternate\" type=\"application/rss+xml\" title=\"", page, StringComparison.Ordinal);
            Assert.Contains($"href=\"{feed}.rss\">", page[..page.IndexOf("</head>", StringComparison.Ordinal)], StringComparison.Ordinal);
            Assert.Contains($"href=\"{feed}.atom\">", page[..page.IndexOf("</head>", StringComparison.Ordinal)], StringComparison.Ordinal);
            Assert.Contains($"<a class=\"feed-link\" href=\"{feed}.rss\"", page, StringComparison.Ordinal);
        }
        foreach (var path in new[] { "/", "/explore", "/search" }) Assert.DoesNotContain("application/rss+xml", await app.Pages().ReadAsync(path), StringComparison.Ordinal);
    }

    private static async Task<string> DocumentAsync(TestApp app, string path, string type)
    {
        using var answer = await app.Api().GetAsync(path);
        var document = await answer.BodyAsync(200);
        Assert.Equal($"{type}; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return document;
    }

    /// <summary>The address as this program is told that people reach it.</summary>
    private static string Absolute(TestApp app, string path) => app.Part<Cruddur.Platform.Web.Site>().Link(path);

    private static DateTimeOffset Time(XElement element, string name) => DateTimeOffset.Parse(element.Element(Atom + name)!.Value, CultureInfo.InvariantCulture);
}
