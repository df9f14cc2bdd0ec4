using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>The links to feeds for readers, and what a head says beside them.</summary>
public sealed class SyndicationTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Feeds_are_found_on_sound_pages_with_the_keyboard_alone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await app.SqlAsync("update users set bio = 'Breaks the build so that you do not have to.' where handle = 'bayko'");
        var tag = $"Long{new string('x', 40)}";
        var crud = await (await app.ApiAsync(People.Bayko)).PostCrudAsync($"Hello from #Bayko and #{tag}");
        foreach (var (path, name) in new[] { ("/@bayko", "person"), ("/tags/bayko", "tag"), ($"/tags/{tag.ToLowerInvariant()}", "long-tag"), (crud.Page, "crud") })
        {
            await visit.GoAsync(path);
            await visit.AssertSoundAsync($"feed-{name}");
            await Expect(visit.Page.Locator(name == "crud" ? "head link[rel=canonical]" : "head link[type='application/rss+xml']")).ToHaveCountAsync(1);
            if (name == "crud") continue;
            var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = $"RSS feed of {(name == "person" ? "Bayko" : path.Replace("/tags/", "#", StringComparison.Ordinal))}", Exact = true });
            await link.FocusAsync();
            await Expect(link).ToBeFocusedAsync();
            Assert.Equal($"{path}.rss", await link.GetAttributeAsync("href"));
            var box = (await link.BoundingBoxAsync())!;
            Assert.True(box.Height >= 24 && box.Width >= 24, $"The link is {box.Width} × {box.Height} px.");
            var answer = await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.Keyboard.PressAsync("Enter"), $"**{path}.rss");
            // Whether the browser calls a feed loaded is its own affair.
            await visit.Page.WaitForURLAsync($"**{path}.rss", new() { WaitUntil = WaitUntilState.Commit });
            Assert.Equal("application/rss+xml; charset=utf-8", await answer.HeaderValueAsync("content-type"));
        }
    }

    [Fact]
    public async Task A_head_changes_with_the_page_that_is_shown()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        var crud = await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Hello");
        await visit.GoAsync("/");
        await Expect(visit.Page.Locator("meta[property='og:type']")).ToHaveCountAsync(0);
        await visit.Page.Locator($"#feed a[href='{crud.Page}']").First.ClickAsync();
        await Expect(visit.Page.Locator("meta[property='og:type']")).ToHaveAttributeAsync("content", "article");
        await Expect(visit.Page.Locator("link[type='application/json+oembed']")).ToHaveCountAsync(1);
        await visit.Page.Locator("main a[href='/@bayko']").First.ClickAsync();
        await Expect(visit.Page.Locator("meta[property='og:type']")).ToHaveAttributeAsync("content", "profile");
        await Expect(visit.Page.Locator("link[type='application/json+oembed']")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("link[type='application/rss+xml']")).ToHaveCountAsync(1);
    }
}
