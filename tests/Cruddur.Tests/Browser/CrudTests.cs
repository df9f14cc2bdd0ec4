using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>What a person does with cruds besides liking and answering, with scripts.</summary>
public sealed class CrudTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Reposts_quotes_warnings_and_links_are_sound_on_every_page()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        var (andrew, bayko, londo) = (await app.ApiAsync(People.Andrew), await app.ApiAsync(People.Bayko), await app.ApiAsync(People.Londo));
        var far = await londo.PostCrudAsync("A quiet evening with #Brivari and @bayko. The list is at https://www.example.com/cellar/2258/whites-and-reds", "1-day");
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        await (await bayko.PutAsync($"/api/activities/{far.Uuid}/repost", null)).BodyAsync(200);
        await (await bayko.PostJsonAsync("/api/activities", $$"""{"message":"I was there. It was louder.","ttl":"1-hour","quote_uuid":"{{far.Uuid}}"}""")).BodyAsync(200);
        await (await bayko.PostJsonAsync("/api/activities", """{"message":"Sheridan comes back.","ttl":"3-days","content_warning":"Spoilers for season three"}""")).BodyAsync(200);
        var own = await andrew.PostCrudAsync("Office huors at five");
        await (await andrew.PutAsync($"/api/activities/{own.Uuid}", Api.Json(new System.Text.Json.Nodes.JsonObject { ["message"] = "Office hours at five" }))).BodyAsync(200);
        await (await andrew.PutAsync($"/api/activities/{own.Uuid}/pin", null)).BodyAsync(200);

        await visit.GoAsync("/");
        await visit.AssertSoundAsync("cruds-guest");
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator(".crud-by")).ToContainTextAsync("Bayko reposted");
        await visit.Page.ClickAsync(".compose-more summary");
        await visit.AssertSoundAsync("cruds-home");
        await visit.Page.ClickAsync(".warned summary");
        await Expect(visit.Page.GetByText("Sheridan comes back.")).ToBeVisibleAsync();
        await visit.Page.Locator($"#crud-{own.Uuid} .menu summary").ClickAsync();
        await visit.AssertSoundAsync("cruds-menu");
        foreach (var (path, name) in new[]
        {
            ("/@andrew", "profile"), ("/@bayko/replies", "replies"), ("/@andrew/likes", "likes"), ("/bookmarks", "bookmarks"), ("/tags/brivari", "tag"),
            ($"{own.Page}/edit", "edit"), ($"{own.Page}/edits", "edits"), ($"{own.Page}/expiry", "expiry"), ($"/?quote={far.Uuid}", "quote"), (far.Page, "crud"),
            ($"/cruds/{own.Uuid}/deleted", "deleted"),
        })
        {
            await visit.GoAsync(path);
            await visit.AssertSoundAsync($"cruds-{name}");
        }
    }

    [Fact]
    public async Task Keys_mark_the_crud_that_has_the_focus_and_what_does_not_arrive_goes_back()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        var bayko = await app.ApiAsync(People.Bayko);
        await bayko.PostCrudAsync("the first");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.PostCrudAsync("the second");
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Cruds).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("#compose-count")).ToHaveTextAsync("280 left");
        foreach (var key in new[] { "j", "j", "l" }) await visit.Page.Keyboard.PressAsync(key);
        await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.Keyboard.PressAsync("b"), answer => answer.Url.EndsWith("/bookmark", StringComparison.Ordinal));
        var second = visit.Cruds.Nth(1);
        await Expect(second.Locator(".mark-like button")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(second.Locator(".mark-bookmark button")).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Page.ReloadAsync();
        await Expect(second.Locator(".mark-bookmark button")).ToHaveAttributeAsync("aria-pressed", "true");

        await visit.Page.RouteAsync("**/repost", route => route.AbortAsync());
        var repost = visit.Cruds.First.Locator(".mark-repost button");
        await repost.ClickAsync();
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("That did not reach Cruddur");
        await Expect(repost).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(repost.Locator(".act-number")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task A_draft_survives_a_reload_and_other_pages_until_it_is_posted()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        var crud = await (await app.ApiAsync(People.Bayko)).PostCrudAsync("Who is there?");
        await visit.SignInAsync(People.Andrew);
        await visit.Composer.FillAsync("half a thought");
        await visit.Page.ReloadAsync();
        await Expect(visit.Composer).ToHaveValueAsync("half a thought");
        await visit.Cruds.First.Locator(".act-reply").ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Crud");
        await Expect(visit.Composer).ToHaveValueAsync("");
        await visit.Composer.FillAsync("half an answer");
        await visit.GoAsync("/");
        await Expect(visit.Composer).ToHaveValueAsync("half a thought");
        await visit.Page.ClickAsync("#compose-submit");
        await Expect(visit.Cruds).ToHaveCountAsync(2);
        await visit.Page.ReloadAsync();
        await Expect(visit.Composer).ToHaveValueAsync("");
        await visit.GoAsync(crud.Page);
        await Expect(visit.Composer).ToHaveValueAsync("half an answer");
    }

    [Fact]
    public async Task A_mention_is_completed_with_the_keyboard()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        // Somebody may have typed before the script is there.
        var typed = new TaskCompletionSource();
        await visit.Page.RouteAsync(address => address.Contains("/member", StringComparison.Ordinal), async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        var signedIn = visit.SignInAsync(People.Andrew);
        await visit.Composer.FocusAsync();
        await visit.Page.Keyboard.TypeAsync("hello @ba");
        typed.SetResult();
        await signedIn;
        await Expect(visit.Page.Locator("#mentions li")).ToHaveCountAsync(1);
        await visit.AssertSoundAsync("cruds-mentions");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Composer).ToHaveValueAsync("hello @bayko ");
        await Expect(visit.Page.Locator("#mentions")).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(visit.Cruds.First.Locator("a[href='/@bayko']")).ToHaveTextAsync("@bayko");
    }

    [Fact]
    public async Task A_quote_is_written_from_the_menu_and_a_quoted_crud_that_ends_says_so()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await (await app.ApiAsync(People.Bayko)).PostCrudAsync("wise words", "1-hour");
        await visit.SignInAsync(People.Andrew);
        await visit.Cruds.First.Locator(".menu summary").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Quote", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("#compose .quote")).ToContainTextAsync("wise words");
        await visit.PostAsync("listen", "1-day");
        await Expect(visit.Cruds.First.Locator(".quote")).ToContainTextAsync("wise words");
        await Expect(visit.Page.Locator("#compose .quote")).ToHaveCountAsync(0);
        await visit.Page.EvaluateAsync("() => { const quote = document.querySelector('#feed .quote'); quote.dataset.expires = new Date(Date.now() + 300).toISOString(); document.dispatchEvent(new Event('visibilitychange')); }");
        await Expect(visit.Cruds.First.Locator(".quote")).ToHaveTextAsync("This crud has expired.");
    }
}
