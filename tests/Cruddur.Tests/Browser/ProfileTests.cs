using Cruddur.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>A person's page, with scripts.</summary>
public sealed class ProfileTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Following_shows_at_once_and_keeps_the_focus()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Hello from Bayko");
        await app.SqlAsync("update users set bio = 'Breaks the build so that you do not have to.' where handle = 'bayko'");
        await visit.SignInAsync(People.Andrew);
        await visit.Cruds.First.Locator(".crud-name").ClickAsync();
        var button = visit.Page.Locator("#follow-bayko button");
        await button.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(button).ToHaveTextAsync("Following");
        await Expect(button).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("#person-counts-bayko")).ToContainTextAsync("1 follower");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("You follow");
        await visit.AssertSoundAsync("profile");
        await button.ClickAsync();
        await Expect(button).ToHaveTextAsync("Follow");
        Assert.Equal(0, await app.CountAsync("follows"));
    }
}
