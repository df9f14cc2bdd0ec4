using Cruddur.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>The pages under /settings, with scripts, on a phone and at a desk, light and dark.</summary>
public sealed class SettingsTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Every_page_is_sound()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await app.ApiAsync(People.Andrew);
        await visit.GoAsync("/settings");
        await visit.AssertSoundAsync("settings");
        foreach (var page in new[] { "profile", "password", "sessions", "data", "confirm" })
        {
            await visit.GoAsync($"/settings/{page}");
            await visit.AssertSoundAsync($"settings-{page}");
        }
        await ConfirmAsync(visit);
        foreach (var page in new[] { "username", "email", "tokens", "delete" })
        {
            await visit.GoAsync($"/settings/{page}");
            await visit.AssertSoundAsync($"settings-{page}");
        }
    }

    [Fact]
    public async Task The_menu_leads_there_and_the_name_changes_at_once_with_a_counter_on_the_way()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await visit.Page.ClickAsync(".profile summary");
        await visit.Page.ClickAsync(".profile .menu-item:has-text('Settings')");
        await visit.Page.ClickAsync(".settings-list a:has-text('Profile')");
        var rule = visit.Page.Locator("#display_name-rule");
        await Expect(rule).ToHaveTextAsync("38 left");
        await visit.Page.FillAsync("#display_name", new string('x', 51));
        await Expect(rule).ToHaveTextAsync("1 over");
        await visit.Page.ClickAsync("main button[type=submit]");
        await Expect(visit.Page.Locator(".field-error")).ToContainTextAsync("at most 50 characters");
        await Expect(visit.Page.Locator("#display_name")).ToHaveValueAsync(new string('x', 51));
        await visit.AssertSoundAsync("settings-profile-refused");
        await visit.Page.FillAsync("#display_name", "Andy B.");
        await visit.Page.ClickAsync("main button[type=submit]");
        await Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Saved.");
        await Expect(visit.Page.Locator(".profile-name")).ToHaveTextAsync("Andy B.");
        await Expect(rule).ToHaveTextAsync("43 left");
    }

    [Fact]
    public async Task A_token_is_made_after_the_password_shown_once_and_revoked()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await visit.SignInAsync(People.Andrew);
        await visit.GoAsync("/settings");
        await visit.Page.ClickAsync(".settings-list a:has-text('API tokens')");
        await visit.Page.FillAsync("#password", People.Password);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.FillAsync("#token_name", "Backup at night");
        await visit.Page.ClickAsync("main button:has-text('Make a token')");
        await Expect(visit.Page.Locator(".made-token")).ToBeVisibleAsync();
        Assert.Equal(43, (await visit.Page.InputValueAsync(".made-token")).Length);
        await visit.AssertSoundAsync("settings-token-made");
        await visit.Page.ClickAsync("main button:has-text('Revoke')");
        await Expect(visit.Page.Locator(".settings-empty")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Revoked");
    }

    [Fact]
    public async Task Who_leaves_is_out_of_sight_and_who_comes_back_finds_everything()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await visit.PostAsync("Still here");
        await Expect(visit.Cruds).ToHaveCountAsync(1);
        await ConfirmAsync(visit);
        await visit.GoAsync("/settings/delete");
        await visit.Page.FillAsync("#handle", "andre");
        await visit.Page.ClickAsync("main .danger");
        await Expect(visit.Page.Locator(".field-error")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("settings-delete-refused");
        await visit.Page.FillAsync("#handle", "andrew");
        await visit.Page.ClickAsync("main .danger");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("within 7 days");
        await Expect(visit.Cruds).ToHaveCountAsync(0);
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Welcome back, @andrew");
        await visit.AssertSoundAsync("welcome-back");
        await visit.Page.ClickAsync("main button:has-text('Keep my account')");
        await Expect(visit.Cruds).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Address_password_username_and_archive_in_one_visit()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Composer).ToBeVisibleAsync();
        await visit.GoAsync("/settings/email");
        await visit.Page.FillAsync("#password", People.Password);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.FillAsync("#email", "andy@elsewhere.example");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#code")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("settings-email-code");
        await visit.Page.FillAsync("#code", await app.ValueAsync<string>("select substring(text from '[0-9]{6}') from platform.mails where recipient = 'andy@elsewhere.example'"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("is changed");

        await visit.GoAsync("/settings/username");
        await visit.Page.FillAsync("#handle", "andy");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("leads to you for 30 days");
        await visit.GoAsync("/@andrew");
        await visit.Page.WaitForURLAsync("**/@andy");
        await visit.Page.ClickAsync("main a:has-text('Edit profile')");
        await Expect(visit.Page.Locator("#display_name")).ToBeVisibleAsync();

        await visit.GoAsync("/settings/password");
        await visit.Page.FillAsync("#old_password", People.Password);
        await visit.Page.FillAsync("#password", "four odd teapots singing");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("signed out everywhere else");

        await visit.GoAsync("/settings/data");
        await visit.Page.ClickAsync("main button:has-text('Make my archive')");
        await Expect(visit.Page.Locator("progress")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("settings-data-making");
        await app.RunJobsAsync();
        // The page looks again by itself.
        await Expect(visit.Page.Locator("main a:has-text('Download')")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("settings-data-ready");
        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.ClickAsync("main a:has-text('Download')"));
        Assert.Equal("cruddur-andy.zip", download.SuggestedFilename);
    }

    private static async Task ConfirmAsync(Visit visit)
    {
        await visit.GoAsync("/settings/confirm");
        await visit.Page.FillAsync("#password", People.Password);
        await visit.Page.ClickAsync("main button[type=submit]");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Settings");
    }
}
