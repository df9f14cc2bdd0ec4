using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Followers;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>What people do about people, with scripts.</summary>
public sealed class PeopleTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Every_page_about_people_is_sound()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        var (andrew, bayko, londo) = (await app.ApiAsync(People.Andrew), await app.ApiAsync(People.Bayko), await app.ApiAsync(People.Londo));
        await FollowListTests.CrowdAsync(app, 22);
        await app.SqlAsync("update users set bio = 'Breaks the build so that you do not have to. Also: a wordofthelongestkindthatfitsnowhereatallonaphone.' where handle = 'bayko'");
        await app.SqlAsync("update users set approves_followers = true where handle in ('andrew', 'crowd_9')");
        await bayko.PostCrudAsync("Hello from Bayko");
        await (await bayko.PutAsync("/api/users/@andrew/follow", null)).BodyAsync(200);
        await (await andrew.PutAsync("/api/followers/@bayko", null)).BodyAsync(200);
        await (await londo.PutAsync("/api/users/@andrew/follow", null)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@crowd_9/follow", null)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@crowd_3/block", null)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@crowd_4/mute", Api.Json(new System.Text.Json.Nodes.JsonObject { ["for"] = "1-day" }))).BodyAsync(200);
        await (await bayko.PutAsync("/api/users/@crowd_1/follow", null)).BodyAsync(200);

        await visit.GoAsync("/@andrew/followers");
        await visit.AssertSoundAsync("people-guest-followers");
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator("a[href='/requests'] .nav-count")).ToContainTextAsync("1");
        await visit.Page.Locator("#suggestions").ScrollIntoViewIfNeededAsync();
        await Expect(visit.Page.Locator("#suggestions .few")).ToHaveCountAsync(3);
        await visit.AssertSoundAsync("people-home");
        await visit.GoAsync("/@bayko");
        await visit.Page.Locator(".person-acts .menu summary").ClickAsync();
        await visit.AssertSoundAsync("people-menu");
        foreach (var (path, name) in new[]
        {
            ("/@bayko/block", "block"), ("/@crowd_3", "blocked"), ("/@crowd_4", "muted"), ("/@crowd_9", "requested"), ("/@andrew", "own"),
            ("/@andrew/followers", "followers"), ("/@andrew/following", "following"), ("/@crowd_2/followers", "nobody"), ("/requests", "requests"), ("/suggestions", "suggestions"),
            ("/suggestions?undone=londo", "dismissed"), ("/settings/blocks", "blocks"), ("/settings/blocks?undone=bayko", "unblocked"), ("/settings/mutes", "mutes"),
            ("/settings/mutes?undone=bayko", "unmuted"), ("/settings/profile", "settings"),
        })
        {
            await visit.GoAsync(path);
            await visit.AssertSoundAsync($"people-{name}");
        }
        await app.SqlAsync("delete from follow_requests; delete from blocks; delete from mutes");
        foreach (var path in new[] { "/requests", "/settings/blocks", "/settings/mutes" })
        {
            await visit.GoAsync(path);
            await visit.AssertSoundAsync($"people-empty{path.Replace('/', '-')}");
        }
    }

    [Fact]
    public async Task Somebody_is_blocked_and_unblocked_with_the_keyboard_alone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Hello from Bayko");
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator("#suggestions")).ToContainTextAsync("Bayko");
        await visit.Page.Locator("#suggestions a[href='/@bayko']").ClickAsync();
        await visit.Page.Locator(".person-acts .menu summary").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Block", Exact = true }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Block @bayko?");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator(".person-note")).ToContainTextAsync("You blocked Bayko");
        await Expect(visit.Cruds).ToHaveCountAsync(0);
        // The list beside the page is not of before.
        await Expect(visit.Page.Locator("#suggestions")).ToContainTextAsync("Londo");
        await Expect(visit.Page.Locator("#suggestions")).Not.ToContainTextAsync("Bayko");

        await visit.GoAsync("/settings/blocks");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock Bayko" }).FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByText("You unblocked @bayko.")).ToBeVisibleAsync();
        Assert.Equal(0, await app.CountAsync("blocks"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo: block @bayko again" }).PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Unblock Bayko" })).ToBeVisibleAsync();
        Assert.Equal(1, await app.CountAsync("blocks"));
    }

    [Fact]
    public async Task Who_approves_followers_is_asked_and_lets_them_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await using var other = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await visit.GoAsync("/settings/profile");
        await visit.Page.GetByLabel("Approve who follows you").CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Saved.");

        await other.SignInAsync(People.Bayko);
        await other.GoAsync("/@andrew");
        var button = other.Page.Locator("#follow-andrew button");
        await Expect(button).ToHaveTextAsync("Ask to follow");
        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Requested");
        await Expect(other.Page.Locator("#status")).ToHaveTextAsync("You asked to follow Andrew Brown. They decide.");
        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Ask to follow");
        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Requested");

        await visit.GoAsync("/");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Requests" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Accept Bayko" }).ClickAsync();
        await Expect(visit.Page.Locator("#status")).ToHaveTextAsync("They follow you now.");
        await Expect(visit.Page.GetByText("Nobody waits")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".nav-count")).ToHaveCountAsync(0);
        await other.Page.ReloadAsync();
        await Expect(button).ToHaveTextAsync("Following");
    }

    [Fact]
    public async Task Following_from_a_list_stays_in_the_list()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await FollowListTests.CrowdAsync(app, 3);
        await visit.SignInAsync(People.Bayko);
        await visit.GoAsync("/@andrew/followers");
        var button = visit.Page.Locator("#follow-crowd_2 button");
        await button.PressAsync("Enter");
        await Expect(button).ToHaveTextAsync("Following");
        await Expect(button).ToBeFocusedAsync();
        Assert.EndsWith("/@andrew/followers", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal(4, await app.CountAsync("follows"));
    }
}
