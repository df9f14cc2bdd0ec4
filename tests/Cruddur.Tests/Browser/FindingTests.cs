using Cruddur.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>How a person finds cruds, people and tags, and what a newcomer sees.</summary>
public sealed class FindingTests(PostgresCluster cluster, Chromium chromium)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task Every_page_that_finds_something_is_sound(int width, bool scripts)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, width);
        if (!scripts) await visit.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        await FillAsync(app);
        var look = scripts ? "scripts" : "plain";
        foreach (var (path, name) in new[]
        {
            ("/search", "fresh"), ("/search?term=plum%20cake", "cruds"), ("/search?term=andrew&in=people", "people"), ("/search?term=b&in=tags", "tags"),
            ("/search?term=from:", "refused"), ("/search?term=unheardof", "empty"), ("/tags/bread", "tag"),
        })
        {
            await visit.GoAsync(path);
            await visit.AssertSoundAsync($"finding-guest-{name}-{look}");
        }
        await visit.GoAsync("/search");
        await visit.Page.ClickAsync(".search-help summary");
        await visit.AssertSoundAsync($"finding-help-{look}");
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.GetByText("You follow nobody yet")).ToBeVisibleAsync();
        await visit.AssertSoundAsync($"finding-newcomer-{look}");
        foreach (var (path, name) in new[] { ("/explore", "explore"), ("/search?term=plum", "member"), ("/search?term=o&in=people", "member-people") })
        {
            await visit.GoAsync(path);
            await visit.AssertSoundAsync($"finding-{name}-{look}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_search_goes_from_the_field_to_what_was_found_with_and_without_scripts(bool scripts)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, scripts: scripts);
        await FillAsync(app);
        await visit.GoAsync("/search");
        await Expect(visit.Page.Locator("#search")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("plums");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Cruds).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("main mark")).ToHaveTextAsync("Plum");
        await Expect(visit.Page.Locator("#search")).ToHaveValueAsync("plums");
        await visit.Page.ClickAsync("main .tabs >> text=People");
        await Expect(visit.Page.GetByText("Nobody is called that")).ToBeVisibleAsync();
        await visit.Page.FillAsync("#search", "londo");
        await visit.Page.ClickAsync("main .search button");
        await visit.Page.ClickAsync(".found-person a");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Londo Mollari");
    }

    [Fact]
    public async Task The_slash_key_goes_to_the_field_beside_the_page_or_to_the_page_that_searches()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await FillAsync(app);
        await visit.GoAsync("/explore");
        await visit.Page.Keyboard.PressAsync("/");
        await visit.Page.WaitForURLAsync("**/search");
        await Expect(visit.Page.Locator("#search")).ToBeFocusedAsync();
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.GetByText("You follow nobody yet")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("/");
        await Expect(visit.Page.Locator(".rail #search")).ToBeFocusedAsync();
        await visit.Page.Keyboard.TypeAsync("#bread");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Cruds).ToHaveCountAsync(2);
        await visit.Page.ClickAsync(".trends a >> text=#Bread");
        await Expect(visit.Page.GetByText("2 live cruds")).ToBeVisibleAsync();
    }

    private static async Task FillAsync(TestApp app)
    {
        var (bayko, londo) = (await app.ApiAsync(People.Bayko), await app.ApiAsync(People.Londo));
        await bayko.PostCrudAsync("Plum cake is out of the oven, and the café is open. #Bread #Birds", "1-day");
        await londo.PostCrudAsync($"Fresh #Bread with a word that never ends: {new string('w', 120)}", "1-hour");
        var liked = await londo.PostCrudAsync("The wine is Brivari, the company is myself, and both are excellent.");
        await (await bayko.PutAsync($"/api/activities/{liked.Uuid}/like", null)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
    }
}
