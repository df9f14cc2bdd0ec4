using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>The pages of administrators and of the first run, on a desk and on a phone, light and dark.</summary>
public sealed class AdminTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task An_administrator_disables_somebody_and_finds_it_in_the_audit()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        await app.SqlAsync("update users set is_admin = true, display_name = 'A very long display name that fills the whole row' where handle = 'bayko'");
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        await visit.SignInAsync(People.Londo);
        await visit.GoAsync("/admin/people");
        await visit.AssertSoundAsync("admin-people");
        await visit.Page.FillAsync("#q", "andrew");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".admin-person")).ToHaveCountAsync(1);
        await visit.Page.ClickAsync(".admin-person");
        await visit.AssertSoundAsync("admin-person");
        await visit.Page.ClickAsync("text=Disable the account");
        await visit.Page.FillAsync("#password", People.Password);
        await visit.Page.ClickAsync("main button[type=submit]");
        await visit.Page.ClickAsync("text=Disable the account");
        await Assertions.Expect(visit.Page.Locator(".admin-marks .tag")).ToHaveTextAsync("disabled");
        await visit.AssertSoundAsync("admin-disabled");
        await visit.GoAsync("/admin/audit?action=user.disable");
        await Assertions.Expect(visit.Page.Locator(".rows .row")).ToHaveCountAsync(1);
        await visit.AssertSoundAsync("admin-audit");
        await visit.GoAsync("/admin/people?q=nobody-at-all");
        await visit.AssertSoundAsync("admin-nobody");
    }

    [Fact]
    public async Task The_first_administrator_is_made_and_signs_in()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await using var app = await TestApp.StartAsync(connectionString, Pass.Url(new NpgsqlConnectionStringBuilder(connectionString)), arePeopleThere: true);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.GoAsync("/first-run");
        await visit.AssertSoundAsync("first-run");
        await visit.Page.FillAsync("#handle", "x");
        await visit.Page.FillAsync("#email", "first@example.com");
        await visit.Page.FillAsync("#password", "a few words of mine");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#handle-rule-fault")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("first-run-refused");
        await visit.Page.FillAsync("#handle", "first");
        await visit.Page.FillAsync("#password", "a few words of mine");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/signin**");
        await visit.SignInAsync(new Person(Guid.Empty, "first", ""), "a few words of mine");
        await visit.Page.ClickAsync(".profile summary");
        await visit.Page.ClickAsync("text=Administration");
        await Assertions.Expect(visit.Page.Locator(".admin-person")).ToHaveCountAsync(1);
        await visit.AssertSoundAsync("first-run-done");
    }
}
