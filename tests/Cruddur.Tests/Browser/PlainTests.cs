using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>The same journey without scripts.</summary>
public sealed class PlainTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task Sign_in_post_be_refused_delete_and_sign_out_without_scripts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360, scripts: false);
        await visit.SignInAsync(People.Andrew);

        await visit.PostAsync("Plain and simple", "1-day");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Posted");
        await Expect(visit.Cruds.First).ToContainTextAsync("Plain and simple");

        var tooLong = new string('y', 281);
        await visit.PostAsync(tooLong, "3-hours");
        await Expect(visit.Page.Locator("#compose-errors")).ToContainTextAsync("at most 280");
        await Expect(visit.Composer).ToHaveValueAsync(tooLong);
        await Expect(visit.Page.Locator("#compose select[name=ttl]")).ToHaveValueAsync("3-hours");
        Assert.Equal(1, await app.CountAsync("activities"));

        await visit.GoAsync("/");
        await visit.Cruds.First.Locator(".crud-link").ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Crud");
        await visit.Page.ClickAsync(".crud-expanded .menu summary");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Deleted");
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from activities where expires_at > $1", app.Now));

        await visit.Page.ClickAsync(".profile summary");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visit.Page.GetByText("Join The Party!")).ToBeVisibleAsync();
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
    }
}
