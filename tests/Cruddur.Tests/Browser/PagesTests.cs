using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>Every page, on a desk and on a phone, light and dark.</summary>
public sealed class PagesTests(PostgresCluster cluster, Chromium chromium)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task Every_page_is_accessible_and_fits_its_window(int width, bool scripts)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, width);
        // The window itself must run scripts, for axe; it gets none of ours.
        if (!scripts) await visit.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        var look = scripts ? "scripts" : "plain";

        await visit.GoAsync("/");
        await visit.AssertSoundAsync($"empty-{look}");
        await visit.SignInAsync(People.Andrew, "wrong");
        await visit.AssertSoundAsync($"signin-refused-{look}");
        await visit.GoAsync("/docs");
        await visit.AssertSoundAsync($"docs-{look}");
        var gone = await visit.GoAsync("/@andrew/status/5eed0000-0000-7000-8000-0000000000ff");
        Assert.Equal(404, gone.Status);
        await visit.AssertSoundAsync($"gone-{look}");

        await visit.SignInAsync(People.Andrew);
        await visit.AssertSoundAsync($"newcomer-{look}");
        await visit.PostAsync("שלום עולם, and hello to everybody who reads from the other side 👋🏽");
        await Assertions.Expect(visit.Cruds).ToHaveCountAsync(1);
        await visit.PostAsync($"A word that never ends: {new string('w', 200)}", "1-hour");
        await Assertions.Expect(visit.Cruds).ToHaveCountAsync(2);
        await visit.AssertSoundAsync($"home-{look}");
        await visit.GoAsync("/explore");
        await visit.AssertSoundAsync($"explore-{look}");
        await visit.Page.ClickAsync("#feed .crud-item:first-child .menu summary");
        await visit.AssertSoundAsync($"delete-{look}");
        var crud = await visit.Page.Locator("#feed .crud-link").First.GetAttributeAsync("href");
        await visit.GoAsync(crud!);
        await visit.AssertSoundAsync($"crud-{look}");
    }
}
