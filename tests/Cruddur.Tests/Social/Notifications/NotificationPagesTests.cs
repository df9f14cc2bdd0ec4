using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Notifications;

/// <summary>The pages, for a browser without scripts.</summary>
public sealed class NotificationPagesTests(PostgresCluster cluster)
{
    [Fact]
    public async Task The_navigation_counts_what_is_unread_and_seeing_it_is_reading_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var pages = await app.PagesAsync(Andrew);
        Assert.DoesNotContain("nav-count", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Nothing yet", await pages.ReadAsync("/notifications"), StringComparison.Ordinal);
        var crud = await andrew.PostCrudAsync("hello");
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        await bayko.ReplyAsync(crud.Uuid, "hi there");
        Assert.Contains("nav-count\">2<", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("/notifications", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);

        // One tab shows only one of them.
        var mentions = await pages.ReadAsync("/notifications/mentions");
        Assert.Contains("replied to you", mentions, StringComparison.Ordinal);
        Assert.DoesNotContain("liked your crud", mentions, StringComparison.Ordinal);
        Assert.Contains("1 more is unread.", mentions, StringComparison.Ordinal);
        var all = await pages.ReadAsync("/notifications");
        Assert.Contains("liked your crud", all, StringComparison.Ordinal);
        Assert.Single(Find(all, "notice-new"));
        Assert.DoesNotContain("nav-count", all, StringComparison.Ordinal);
        Assert.Empty(Find(await pages.ReadAsync("/notifications"), "notice-new"));
        Assert.Equal(0, await andrew.UnreadAsync());
    }

    [Fact]
    public async Task A_page_fetched_ahead_marks_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await bayko.PostCrudAsync("@andrew");
        var pages = await app.PagesAsync(Andrew);
        foreach (var (method, header) in new[] { (HttpMethod.Get, "Sec-Purpose"), (HttpMethod.Get, "X-Sec-Purpose"), (HttpMethod.Head, "X-Nothing") })
        {
            using var request = new HttpRequestMessage(method, "/notifications") { Headers = { { "Accept", "text/html" }, { header, "prefetch" }, { "Cookie", string.Join("; ", pages.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")) } } };
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = app.Address };
            using var ahead = await http.SendAsync(request);
            Assert.Equal(method == HttpMethod.Get, (await ahead.BodyAsync(200)).Contains("mentioned you", StringComparison.Ordinal));
            Assert.Equal(1, await andrew.UnreadAsync());
        }
    }

    [Fact]
    public async Task Older_pages_follow_and_the_rest_is_marked_with_a_button()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        for (var n = 0; n < 45; n++) await bayko.PostCrudAsync($"number {n} @andrew");
        var pages = await app.PagesAsync(Andrew);
        var first = await pages.ReadAsync("/notifications");
        Assert.Equal(20, Find(first, "notice-new").Count);
        Assert.Contains("25 more are unread.", first, StringComparison.Ordinal);
        var older = await pages.ReadAsync(first.Split("<a class=\"button plain\" href=\"")[1].Split('"')[0]);
        Assert.Equal(20, Find(older, "notice-new").Count);
        Assert.Contains("Back to the latest", older, StringComparison.Ordinal);
        Assert.Equal(5, await andrew.UnreadAsync());
        using var marked = await pages.SubmitAsync("/notifications/read", new Dictionary<string, string>());
        Assert.Equal("/notifications?notice=all-read", marked.Header("Location"));
        Assert.Equal(0, await andrew.UnreadAsync());
    }

    [Fact]
    public async Task What_people_wrote_stays_text_and_a_warning_stands_before_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        await bayko.PostCrudAsync("<b>@andrew</b>");
        using var warned = await bayko.PostJsonAsync("/api/activities", """{"message":"the butler, @andrew","ttl":"1-day","content_warning":"spoiler"}""");
        await warned.BodyAsync(200);
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/notifications");
        Assert.Contains("&lt;b&gt;", pages.Html, StringComparison.Ordinal);
        Assert.Contains("spoiler", pages.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("the butler", pages.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_chosen_saved_and_refused_on_their_page()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        Assert.Contains("/settings/notifications", await pages.ReadAsync("/settings"), StringComparison.Ordinal);
        await pages.ReadAsync("/settings/notifications");
        using var saved = await pages.SubmitAsync("/settings/notifications", new Dictionary<string, string> { ["like"] = "following", ["follow"] = "nobody" });
        Assert.Equal("/settings/notifications?notice=notifications-saved", saved.Header("Location"));
        Assert.Contains("\"like\":\"following\"", await (await (await app.ApiAsync(Andrew)).GetAsync("/api/notifications/settings")).BodyAsync(200), StringComparison.Ordinal);
        Assert.Contains("value=\"nobody\" selected", await pages.ReadAsync("/settings/notifications"), StringComparison.Ordinal);
        using var refused = await pages.SubmitAsync("/settings/notifications", new Dictionary<string, string> { ["like"] = "me" });
        Assert.Contains("Choose of whom you want to hear", await refused.BodyAsync(422), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thread_is_muted_from_the_menu_and_unmuted_where_one_is_told_so_and_in_the_settings()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Bayko)).PostCrudAsync("hello");
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/explore");
        async Task SetAsync(bool on, string leadsTo)
        {
            using var answer = await pages.SubmitAsync($"{crud.Page}/mute", new Dictionary<string, string> { ["on"] = on ? "true" : "false" }, request => request.Headers.Referrer = on ? null : new Uri(app.Address, leadsTo));
            Assert.StartsWith($"{leadsTo}?notice=thread-", answer.Header("Location"), StringComparison.Ordinal);
        }
        await SetAsync(true, crud.Page);
        Assert.Contains("You have muted this thread", await pages.ReadAsync(crud.Page), StringComparison.Ordinal);
        await SetAsync(false, crud.Page);
        Assert.DoesNotContain("You have muted this thread", await pages.ReadAsync(crud.Page), StringComparison.Ordinal);
        await SetAsync(true, crud.Page);
        Assert.Contains("Unmute", await pages.ReadAsync("/settings/notifications"), StringComparison.Ordinal);
        await SetAsync(false, "/settings/notifications");
        Assert.Contains("You have muted no thread.", await pages.ReadAsync("/settings/notifications"), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Find(string html, string word) => [.. html.Split(word).Skip(1)];
}
