using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Identity.SecondFactor;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>German words are longer: the pages of accounts and administration in German, on a desk and on a phone.</summary>
public sealed class GermanTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task The_way_in_and_back_fits()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await StartAsync(app);
        using var asked = await app.Api().AskAsync("/api/auth/recover", ("email", People.Andrew.Email));
        await app.RunJobsAsync();
        await LookAsync(visit, "guest", "/signin", "/signup", "/confirm?email=vir@example.com", "/forgot", "/forgot?email=vir@example.com", "/forgot/done", "/language", "/dev/outbox");
        await visit.GoAsync("/signup");
        foreach (var (field, text) in new[] { ("name", "Vir"), ("email", "vir@"), ("username", "andrew"), ("password", "passwords") }) await visit.Page.FillAsync($"#{field}", text);
        await visit.Page.EvalOnSelectorAsync("main form", "form => form.noValidate = true");
        await visit.Page.ClickAsync("main button[type=submit]");
        await Expect(visit.Page.Locator("#username-fault")).ToHaveTextAsync("Dieser Benutzername ist vergeben. Wähle einen anderen.");
        await visit.AssertSoundAsync("german-signup-refused");
        await visit.GoAsync("/signin");
        await visit.Page.FillAsync("#email", "andrew");
        await visit.Page.FillAsync("#password", "wrong");
        await visit.Page.ClickAsync("main button[type=submit]");
        await Expect(visit.Page.Locator("#signin-errors")).ToContainTextAsync("gehören nicht zusammen");
        await visit.AssertSoundAsync("german-signin-refused");
    }

    [Fact]
    public async Task Settings_fit()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await StartAsync(app, 360);
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Composer).ToBeVisibleAsync();
        await LookAsync(visit, "settings", "/settings", "/settings/profile", "/settings/password", "/settings/sessions", "/settings/data", "/settings/confirm");
        await visit.Page.FillAsync("#password", People.Password);
        await visit.Page.ClickAsync("main button[type=submit]");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Einstellungen");
        await LookAsync(visit, "settings", "/settings/username", "/settings/email", "/settings/delete", "/settings/security/passkeys/new", "/settings/tokens");
        await visit.Page.FillAsync("#token_name", "Sicherung in der Nacht");
        await visit.Page.ClickAsync("main button:has-text('Token erstellen')");
        await Expect(visit.Page.Locator(".made-token")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("german-token-made");
        await visit.GoAsync("/settings/security/app");
        await visit.AssertSoundAsync("german-app");
        var key = (await visit.Page.InnerTextAsync(".key code")).Replace(" ", "", StringComparison.Ordinal);
        await visit.Page.FillAsync("#code", AppSteps.CodeOf(app, key));
        await visit.Page.ClickAsync("main button:has-text('Einschalten')");
        await Expect(visit.Page.Locator(".codes li")).ToHaveCountAsync(10);
        await visit.AssertSoundAsync("german-codes");
        await app.SqlAsync("insert into platform.passkeys (uuid, user_uuid, credential_id, public_key, name, sign_count, transports, is_backup_eligible, is_backed_up, created_at) values (gen_random_uuid(), $1, 'x', 'x', 'Mein Telefon mit langem Namen', 0, '{}', true, true, $2)", People.Andrew.Uuid, app.Now);
        await LookAsync(visit, "on", "/settings/security", "/settings/confirm");
        await visit.GoAsync("/settings/email");
        await visit.Page.FillAsync("#email", "a-very-long-address-of-somebody@elsewhere.example");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#code")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("german-email-code");
        await visit.Page.Context.ClearCookiesAsync(new() { Name = "__Host-cruddur" });
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Gib deinen Code ein");
        await visit.AssertSoundAsync("german-signin-code");
    }

    [Fact]
    public async Task Administration_fits()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        await app.SqlAsync("update users set is_admin = true, disabled_at = $1, display_name = 'A very long display name that fills the whole row' where handle = 'bayko'", app.Now);
        await using var visit = await StartAsync(app);
        await visit.SignInAsync(People.Londo);
        await Expect(visit.Composer).ToBeVisibleAsync();
        await LookAsync(visit, "admin", "/admin/people", "/admin/audit", $"/admin/people/{People.Andrew.Uuid}", $"/admin/people/{People.Bayko.Uuid}", $"/admin/people/{People.Londo.Uuid}", "/admin/people?q=nobody-at-all");
        await app.SqlAsync("update users set delete_at = $1 where handle = 'londo'", app.Now.AddDays(7));
        await app.SqlAsync("delete from platform.sessions");
        await visit.Page.Context.ClearCookiesAsync(new() { Name = "__Host-cruddur" });
        await visit.SignInAsync(People.Londo);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Willkommen zurück, @londo");
        await visit.AssertSoundAsync("german-welcome-back");
    }

    private async Task<Visit> StartAsync(TestApp app, int width = 1280)
    {
        var visit = await Visit.StartAsync(app, chromium, width);
        await visit.SpeakAsync("de");
        return visit;
    }

    private static async Task LookAsync(Visit visit, string part, params string[] paths)
    {
        foreach (var path in paths)
        {
            Assert.Equal(200, (await visit.GoAsync(path)).Status);
            await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
            await visit.AssertSoundAsync($"german-{part}-{string.Join('-', path.Split('/', '?', '='))[1..]}".Replace('@', '-'));
        }
    }
}
