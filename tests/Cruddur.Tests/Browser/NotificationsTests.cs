using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Notifications;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>Being told what others did, on a phone and at a desk, light and dark.</summary>
public sealed class NotificationsTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Every_kind_is_shown_soundly_and_the_count_goes_when_it_was_seen()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await visit.SignInAsync(People.Andrew);
        await visit.GoAsync("/notifications");
        await Expect(visit.Page.Locator("#feed-empty")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("notifications-empty");
        await ActAsync(app);

        await visit.GoAsync("/");
        var count = visit.Page.Locator(".nav-count");
        await Expect(count).ToHaveTextAsync("7 waiting");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Notifications 7 waiting" })).ToBeVisibleAsync();
        await visit.AssertSoundAsync("notifications-count");
        // Pointing at it is no reading of it.
        await visit.Page.HoverAsync(".nav a[href='/notifications']");
        await visit.Page.ClickAsync(".nav a[href='/notifications']");
        await Expect(visit.Page.Locator(".notice-new")).ToHaveCountAsync(7);
        await Expect(count).ToHaveCountAsync(0);
        await visit.AssertSoundAsync("notifications");
        await visit.Page.ClickAsync(".tabs a:has-text('Mentions')");
        await Expect(visit.Cruds).ToHaveCountAsync(4);
        await Expect(visit.Page.Locator(".notice-new")).ToHaveCountAsync(0);
        await visit.AssertSoundAsync("notifications-mentions");

        // The keyboard walks from one to the next and opens what it is about.
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("j");
        await visit.Page.Keyboard.PressAsync("k");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Crud");
        await Expect(visit.Page.Locator(".crud-expanded")).ToContainTextAsync("the butler");
    }

    [Fact]
    public async Task A_thread_is_muted_from_its_menu_and_settings_show_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        var bayko = await app.ApiAsync(People.Bayko);
        await bayko.PostCrudAsync("a long story that goes on and on, and on, until nobody who is mentioned in it wants to hear another word of it");
        await visit.SignInAsync(People.Andrew);
        await visit.Cruds.First.Locator(".menu summary").ClickAsync();
        await visit.AssertSoundAsync("mute-menu");
        await visit.Page.ClickAsync("#feed .menu-item:has-text('Mute this thread')");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Muted.");
        await Expect(visit.Page.Locator(".hushed")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("mute-crud");
        await visit.GoAsync("/settings");
        await visit.Page.ClickAsync(".settings-list a:has-text('Notifications')");
        await Expect(visit.Page.Locator(".rows .row")).ToHaveCountAsync(1);
        await visit.AssertSoundAsync("settings-notifications");
        await visit.Page.ClickAsync("main button:has-text('Unmute')");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("You will hear of this thread again.");
        await visit.Page.SelectOptionAsync("#like", "following");
        await visit.Page.ClickAsync("main button:has-text('Save')");
        await Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Saved.");
        await Expect(visit.Page.Locator("#like")).ToHaveValueAsync("following");
        await visit.AssertSoundAsync("settings-notifications-saved");
    }

    [Fact]
    public async Task Without_scripts_everything_is_there()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360, scripts: false);
        await ActAsync(app);
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator(".nav-count")).ToHaveTextAsync("7 waiting");
        await visit.Page.ClickAsync(".nav a[href='/notifications']");
        await Expect(visit.Page.Locator(".notice-new")).ToHaveCountAsync(7);
        await visit.GoAsync("/notifications");
        await Expect(visit.Page.Locator(".notice-new")).ToHaveCountAsync(0);
        await visit.Cruds.Last.Locator(".crud-link").ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("Londo Mollari");
    }

    /// <summary>What tells andrew seven things.</summary>
    private static async Task ActAsync(TestApp app)
    {
        var (andrew, bayko, londo) = (await app.ApiAsync(People.Andrew), await app.ApiAsync(People.Bayko), await app.ApiAsync(People.Londo));
        await bayko.DoAsync("PUT", "/api/users/@andrew/follow");
        await londo.DoAsync("PUT", "/api/users/@andrew/follow");
        var crud = await andrew.PostCrudAsync("Everything I know about bombs, in a few words that do not fit into one line of a telephone");
        var other = await andrew.PostCrudAsync("Another", "1-hour");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        await londo.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        await app.SqlAsync("""
            with fans as (
              insert into users (uuid, handle, display_name, email, created_at, updated_at)
              select gen_random_uuid(), 'fan_' || n, 'Fan ' || n, 'fan' || n || '@example.com', $1, $1 from generate_series(1, 4) n returning uuid, handle
            )
            insert into notification_actors (notification_uuid, actor_uuid, created_at, number)
            select n.uuid, fans.uuid, $1, 2 + substr(fans.handle, 5)::integer from notifications n cross join fans where n.kind = 'like'
            """, app.Now);
        await app.SqlAsync("update notifications set acts = 6 where kind = 'like'");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await londo.DoAsync("PUT", $"/api/activities/{other.Uuid}/repost");
        await bayko.ReplyAsync(crud.Uuid, "Is that all?");
        await londo.QuoteAsync(crud.Uuid, "Wise words #bombs");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.PostCrudAsync($"@andrew and a word that never ends {new string('w', 120)}");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var warned = await londo.PostJsonAsync("/api/activities", """{"message":"the butler, @andrew","ttl":"1-day","content_warning":"spoiler"}""");
        await warned.BodyAsync(200);
    }
}
