using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>From a report to what the moderator does about it, on a desk and on a phone, light and dark.</summary>
public sealed class ModerationTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task A_crud_is_reported_looked_at_and_removed()
    {
        await using var app = await TestApp.StartAsync(cluster, sealHours: 48);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        var crud = await (await app.ApiAsync(People.Andrew)).PostCrudAsync("Buy my watches, they are only a little bit stolen! And then some more words to fill the line.");

        await visit.SignInAsync(People.Bayko);
        await Assertions.Expect(visit.Composer).ToBeVisibleAsync();
        await visit.AssertSoundAsync("report-home");
        await visit.Page.ClickAsync("#feed .menu summary");
        await visit.AssertSoundAsync("report-menu");
        await visit.Page.ClickAsync("#feed .menu >> text=Report");
        await SeesAsync(visit, "Report a crud");
        await visit.AssertSoundAsync("report-form");
        await visit.Page.ClickAsync("text=Somebody may hurt themselves");
        await visit.Page.ClickAsync("text=Spam or a scam");
        await visit.Page.FillAsync("#note", new string('x', 1001));
        await visit.Page.ClickAsync("text=Send the report");
        await Assertions.Expect(visit.Page.Locator("#note-rule-fault")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("report-refused");
        await visit.Page.FillAsync("#note", "He sends this to everybody.");
        await visit.Page.ClickAsync("text=Send the report");
        await Assertions.Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Thank you. The moderators will look at it.");
        await visit.GoAsync("/@andrew");
        await visit.Page.ClickAsync(".person .menu summary");
        await visit.AssertSoundAsync("report-person-menu");
        await visit.Page.ClickAsync(".person .menu >> text=Report");
        await SeesAsync(visit, "Report a person");
        await visit.AssertSoundAsync("report-person");

        await LeaveAsync(visit);
        await visit.SignInAsync(People.Londo);
        await visit.GoAsync("/admin/people");
        await Assertions.Expect(visit.Page.Locator(".admin-count")).ToContainTextAsync("1");
        await visit.Page.ClickAsync(".admin-nav >> text=Reports");
        await SeesAsync(visit, "Reports");
        await visit.AssertSoundAsync("reports-open");
        await visit.Page.ClickAsync(".rows .admin-person");
        await SeesAsync(visit, "Crud of Andrew Brown");
        await visit.AssertSoundAsync("reports-case");
        await visit.Page.ClickAsync("text=Show it");
        await Assertions.Expect(visit.Page.Locator(".reported").First).ToContainTextAsync(crud.Message);
        await visit.AssertSoundAsync("reports-shown");
        await visit.Page.ClickAsync(".admin-acts >> text=Remove the crud");
        await SeesAsync(visit, "Remove the crud");
        await visit.AssertSoundAsync("reports-decision");
        await visit.Page.FillAsync("#words", "Stolen goods are not for sale here.");
        await visit.Page.ClickAsync("button >> text=Remove the crud");
        await Assertions.Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Decided. Whoever it concerns is told.");
        await visit.AssertSoundAsync("reports-closed");
        await visit.GoAsync("/admin/reports");
        await visit.AssertSoundAsync("reports-none");
        await visit.GoAsync("/admin/reports?state=closed");
        await visit.AssertSoundAsync("reports-closed-list");

        await LeaveAsync(visit);
        await visit.SignInAsync(People.Andrew);
        await Assertions.Expect(visit.Page.Locator(".home-note")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("notices-home");
        await visit.Page.ClickAsync("text=Read it");
        await SeesAsync(visit, "From the moderators");
        await visit.AssertSoundAsync("notices");
        await visit.Page.ClickAsync("text=Got it");
        await Assertions.Expect(visit.Page.Locator("text=Got it")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_word_is_filtered_for_oneself_and_for_everybody()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        await using var visit = await Visit.StartAsync(app, chromium);
        await (await app.ApiAsync(People.Andrew)).PostCrudAsync("He dies in the end. #Spoiler");
        await visit.SignInAsync(People.Londo);
        await visit.GoAsync("/settings");
        await visit.Page.ClickAsync(".settings-list >> text=Filters");
        await SeesAsync(visit, "Filters");
        await visit.AssertSoundAsync("filters-none");
        await visit.Page.FillAsync("#phrase", "!!");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#phrase-rule-fault")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("filters-refused");
        await visit.Page.FillAsync("#phrase", "spoiler");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".rows .row")).ToHaveCountAsync(1);
        await visit.AssertSoundAsync("filters");
        await visit.GoAsync("/explore");
        await Assertions.Expect(visit.Page.Locator("#feed .crud-text")).ToBeHiddenAsync();
        await visit.AssertSoundAsync("filtered");
        await visit.Page.ClickAsync("#feed .warned summary");
        await Assertions.Expect(visit.Page.Locator("#feed .crud-text")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("filtered-opened");
        await visit.GoAsync("/admin/filters");
        await visit.Page.FillAsync("#phrase", "a somewhat longer phrase that somebody wants to have refused on this server");
        await visit.Page.CheckAsync("input[value=refuse]");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".rows .tag")).ToHaveTextAsync("refused");
        await visit.AssertSoundAsync("filters-server");
    }

    private static Task SeesAsync(Visit visit, string title) =>
        Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title, Exact = true })).ToBeVisibleAsync();

    private static async Task LeaveAsync(Visit visit)
    {
        await visit.Page.ClickAsync(".profile summary");
        await visit.Page.ClickAsync("text=Sign out");
        await Assertions.Expect(visit.Page.Locator(".profile")).ToHaveCountAsync(0);
    }
}
