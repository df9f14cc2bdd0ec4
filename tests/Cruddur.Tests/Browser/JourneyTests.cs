using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>What a person does, with scripts.</summary>
public sealed class JourneyTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task A_posted_crud_is_on_top_without_a_page_load_and_its_author_takes_it_back()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await visit.Page.EvaluateAsync("() => { window.same = true }");

        await visit.PostAsync("First", "3-hours");
        await Expect(visit.Cruds.First).ToContainTextAsync("First");
        await visit.PostAsync("Second 🎉");
        await Expect(visit.Cruds.First).ToContainTextAsync("Second 🎉");
        await Expect(visit.Cruds).ToHaveCountAsync(2);
        await Expect(visit.Composer).ToHaveValueAsync("");
        await Expect(visit.Page.Locator("#compose select[name=ttl]")).ToHaveValueAsync("7-days");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("It will be gone in 7 days");

        await visit.Cruds.First.Locator(".menu summary").ClickAsync();
        await visit.Cruds.First.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visit.Cruds).ToHaveCountAsync(1);
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => window.same === true"));
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Cruds).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("It is back.");
    }

    [Fact]
    public async Task A_refused_post_keeps_the_text_and_says_why()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);

        await visit.Composer.FillAsync(new string('x', 281));
        await Expect(visit.Page.Locator("#compose-count")).ToHaveTextAsync("1 over");
        await Expect(visit.Page.Locator("#compose-submit")).ToBeDisabledAsync();
        await visit.Composer.FillAsync(string.Concat(Enumerable.Repeat("🎉", 280)));
        await Expect(visit.Page.Locator("#compose-count")).ToHaveTextAsync("0 left");

        await visit.Composer.FillAsync("Keep me");
        await visit.Page.EvaluateAsync("() => { document.querySelector('#compose select[name=ttl] option:checked').value = 'for-ever' }");
        await visit.Page.ClickAsync("#compose-submit");
        await Expect(visit.Page.Locator("#compose-errors")).ToContainTextAsync("Choose how long the crud may live");
        await Expect(visit.Composer).ToHaveValueAsync("Keep me");
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task A_crud_whose_time_is_up_leaves_the_page_that_shows_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await app.SqlAsync(
            "insert into activities (uuid, user_uuid, message, expires_at, created_at) values ($1, $2, 'Soon gone', $3, $4)",
            Guid.CreateVersion7(), People.Andrew.Uuid, TimeProvider.System.GetUtcNow().AddSeconds(4), app.Now.AddHours(-1));
        await visit.GoAsync("/");
        await Expect(visit.Cruds).ToHaveCountAsync(1);
        await Expect(visit.Cruds).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#feed-empty")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_an_answer_the_text_stays_and_the_page_says_so()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Composer).ToBeVisibleAsync();
        await visit.Page.RouteAsync("**/cruds", route => route.AbortAsync());
        await visit.PostAsync("Do not lose me");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Could not reach Cruddur");
        await Expect(visit.Composer).ToHaveValueAsync("Do not lose me");

        await visit.Page.UnrouteAllAsync();
        await visit.Page.ClickAsync("#compose-submit");
        await Expect(visit.Cruds).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        var keyboard = visit.Page.Keyboard;
        await visit.GoAsync("/signin");
        await keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await visit.Page.EvaluateAsync<string>("() => document.activeElement.textContent"));
        await visit.Page.FocusAsync("#email");
        await keyboard.TypeAsync(People.Bayko.Email);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(People.Password);
        await keyboard.PressAsync("Enter");
        await Expect(visit.Composer).ToBeVisibleAsync();

        foreach (var text in new[] { "one", "two" })
        {
            await visit.Page.Locator("body").PressAsync("n");
            await Expect(visit.Composer).ToBeFocusedAsync();
            await keyboard.TypeAsync(text);
            await keyboard.PressAsync("Control+Enter");
            await Expect(visit.Cruds.First).ToContainTextAsync(text);
            await visit.Page.EvaluateAsync("() => document.activeElement.blur()");
        }
        await keyboard.PressAsync("?");
        await Expect(visit.Page.Locator("#shortcuts")).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");
        await Expect(visit.Page.Locator("#shortcuts")).ToBeHiddenAsync();
        await keyboard.PressAsync("j");
        await keyboard.PressAsync("j");
        await Expect(visit.Cruds.Nth(1).Locator(".crud-link")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Crud");
        await Expect(visit.Page.Locator(".crud-expanded")).ToContainTextAsync("one");
    }

    [Fact]
    public async Task Older_cruds_are_one_click_away_and_pages_neither_repeat_nor_skip()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        for (var i = 0; i < 45; i++)
        {
            await app.SqlAsync(
                "insert into activities (uuid, user_uuid, message, expires_at, created_at) values ($1, $2, $3, $4, $5)",
                Guid.CreateVersion7(), People.Londo.Uuid, $"Number {i:D2}.", app.Now.AddHours(1), app.Now.AddMinutes(-i));
        }
        await visit.GoAsync("/");
        var seen = new List<string>(await visit.Page.Locator(".crud-text").AllTextContentsAsync());
        while (await visit.Page.Locator("a[rel=next]").CountAsync() > 0)
        {
            var last = seen[^1];
            await visit.Page.ClickAsync("a[rel=next]");
            await Expect(visit.Page.Locator(".crud-text").First).Not.ToHaveTextAsync(seen[^20]);
            Assert.NotEqual(last, await visit.Page.Locator(".crud-text").First.TextContentAsync());
            seen.AddRange(await visit.Page.Locator(".crud-text").AllTextContentsAsync());
        }
        Assert.Equal(Enumerable.Range(0, 45).Select(i => $"Number {i:D2}."), seen);
    }
}
