using Cruddur.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>Likes and replies as a person meets them, with scripts.</summary>
public sealed class ConversationTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task A_like_shows_at_once_keeps_the_focus_and_survives_a_reload()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Like me");
        await visit.SignInAsync(People.Andrew);
        var heart = visit.Cruds.First.Locator(".mark-like button");
        await heart.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(heart).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(heart).ToHaveAttributeAsync("aria-label", "Like, 1 like");
        await Expect(heart).ToBeFocusedAsync();
        await visit.Page.ReloadAsync();
        await Expect(heart).ToHaveAttributeAsync("aria-pressed", "true");
        await heart.ClickAsync();
        await Expect(heart).ToHaveAttributeAsync("aria-label", "Like");
        Assert.Equal(0, await app.CountAsync("likes"));
    }

    [Fact]
    public async Task A_like_that_does_not_arrive_goes_back()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Like me");
        await visit.SignInAsync(People.Andrew);
        var heart = visit.Cruds.First.Locator(".mark-like button");
        // The browser breaks off only what a page asks that was there before.
        await Expect(heart).ToBeVisibleAsync();
        await visit.Page.RouteAsync("**/like", route => route.AbortAsync());
        await heart.ClickAsync();
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("That did not reach Cruddur");
        await Expect(heart).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(heart.Locator(".act-number")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task A_reply_stands_below_at_once_and_its_page_shows_what_it_answers()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        var crud = await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Who is there?");
        await visit.SignInAsync(People.Andrew);
        await visit.Cruds.First.Locator(".acts > a").ClickAsync();
        await Expect(visit.Composer).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("I am here.");
        await visit.Page.ClickAsync("#compose-submit");
        var replies = visit.Page.Locator("#replies .crud-item");
        await Expect(replies).ToHaveCountAsync(1);
        await Expect(visit.Composer).ToHaveValueAsync("");
        await Expect(visit.Page.Locator(".crud-expanded .acts > a")).ToHaveAttributeAsync("aria-label", "Reply, 1 reply");
        await visit.AssertSoundAsync("conversation");
        await replies.First.Locator(".crud-link").ClickAsync();
        await Expect(visit.Page.Locator(".above .crud-item")).ToContainTextAsync("Who is there?");
        await Expect(visit.Page.Locator(".crud-expanded")).ToContainTextAsync("I am here.");
        await visit.AssertSoundAsync("reply");
        Assert.Equal(1L, await app.ValueAsync<long>("select count(*) from activities where reply_to_activity_uuid = $1", crud.Uuid));
    }
}
