using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>The way in, as somebody walks it who has just found the page; the mail is read where a newcomer finds it.</summary>
public sealed class JoinTests(PostgresCluster cluster, Chromium chromium)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task From_the_invitation_to_the_first_crud(int width, bool scripts)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, width, scripts: scripts);
        await visit.GoAsync("/");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Join Now!" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Join the party");
        await SoundAsync(visit, scripts, "signup");

        await FillAsync(visit, "Delenn of Mir", "delenn@example.com", "andrew", "passwords");
        if (scripts) await Expect(visit.Page.Locator("#username-free")).ToContainTextAsync("is taken");
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("#password-fault")).ToContainTextAsync("tried first");
        await Expect(visit.Page.Locator("#username-fault")).ToContainTextAsync("is taken");
        await Expect(visit.Page.Locator("#name")).ToHaveValueAsync("Delenn of Mir");
        await Expect(visit.Page.Locator("#email")).ToHaveValueAsync("delenn@example.com");
        await SoundAsync(visit, scripts, "signup-refused");

        await FillAsync(visit, "Delenn of Mir", "delenn@example.com", "delenn", Outbox.NewPassword);
        if (scripts)
        {
            await Expect(visit.Page.Locator("#username-free")).ToHaveTextAsync("@delenn is free.");
            await Expect(visit.Page.Locator("#username-fault")).ToHaveCountAsync(0);
            await Expect(visit.Page.Locator("#password-strength")).ToHaveTextAsync("Nice and long");
            await visit.Page.ClickAsync("[data-shows=password]");
            await Expect(visit.Page.Locator("#password")).ToHaveAttributeAsync("type", "text");
            await SoundAsync(visit, scripts, "signup-filled");
        }
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Confirm your e-mail");
        await Expect(visit.Page.Locator("#email")).ToHaveValueAsync("delenn@example.com");
        await SoundAsync(visit, scripts, "confirm");

        // So that the mails of this one and of the one that is asked for below have an order.
        await app.RunJobsAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        // Before the code is entered, signing in leads back here.
        await visit.GoAsync("/signin");
        await visit.Page.FillAsync("#email", "delenn");
        await visit.Page.FillAsync("#password", Outbox.NewPassword);
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Confirm your e-mail");

        await visit.Page.FillAsync("#code", "12345");
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("#code-fault")).ToContainTextAsync("wrong or no longer good");
        await SoundAsync(visit, scripts, "confirm-refused");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Resend Activation Code" }).ClickAsync();
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("A new activation code has been sent to your email");

        var confirm = visit.Page.Url;
        var code = await CodeAsync(visit, scripts, "outbox");
        await visit.Page.GotoAsync(confirm);
        await visit.Page.FillAsync("#code", code);
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Welcome to Cruddur!");
        await visit.PostAsync("Faith manages");
        await Expect(visit.Cruds.First).ToContainTextAsync("Delenn of Mir");
    }

    [Theory]
    [InlineData(360, true)]
    [InlineData(1280, false)]
    public async Task From_a_forgotten_password_back_in(int width, bool scripts)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, width, scripts: scripts);
        await visit.GoAsync("/signin");
        await SoundAsync(visit, scripts, "signin");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Recover your password");
        await SoundAsync(visit, scripts, "forgot");
        await visit.Page.FillAsync("#email", People.Andrew.Email);
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("#code")).ToBeVisibleAsync();
        await SoundAsync(visit, scripts, "forgot-code");

        var reset = visit.Page.Url;
        var code = await CodeAsync(visit, scripts, "outbox-recover");
        await visit.Page.GotoAsync(reset);
        await visit.Page.FillAsync("#code", code);
        await visit.Page.FillAsync("#password", Outbox.NewPassword);
        await visit.Page.FillAsync("#password_again", "something else");
        await SubmitAsync(visit);
        await Expect(visit.Page.Locator("#password_again-fault")).ToContainTextAsync("Passwords do not match");
        await SoundAsync(visit, scripts, "forgot-refused");
        await Expect(visit.Page.Locator("#code")).ToHaveValueAsync(code);
        await visit.Page.FillAsync("#password", Outbox.NewPassword);
        await visit.Page.FillAsync("#password_again", Outbox.NewPassword);
        await SubmitAsync(visit);
        await Expect(visit.Page.GetByText("Your password has been successfully reset!")).ToBeVisibleAsync();
        await SoundAsync(visit, scripts, "forgot-done");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Proceed to Sign in" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Sign in");
        await visit.Page.FillAsync("#email", "andrew");
        await visit.Page.FillAsync("#password", Outbox.NewPassword);
        await SubmitAsync(visit);
        await Expect(visit.Composer).ToBeVisibleAsync();
    }

    private static async Task FillAsync(Visit visit, string name, string email, string username, string password)
    {
        await visit.Page.FillAsync("#name", name);
        await visit.Page.FillAsync("#email", email);
        await visit.Page.FillAsync("#username", username);
        await visit.Page.FillAsync("#password", password);
    }

    private static Task SubmitAsync(Visit visit) => visit.Page.ClickAsync("main form.stack button[type=submit]:not([formaction])");

    /// <summary>The code in the newest mail on the outbox page.</summary>
    private static async Task<string> CodeAsync(Visit visit, bool scripts, string name)
    {
        await visit.App.RunJobsAsync();
        await visit.GoAsync("/dev/outbox");
        await SoundAsync(visit, scripts, name);
        return Regex.Match(await visit.Page.Locator(".mail-text").First.InnerTextAsync(), @"\b\d{6}\b").Value;
    }

    /// <summary>axe needs scripts; without them the page is the same but for what scripts add.</summary>
    private static Task SoundAsync(Visit visit, bool scripts, string name) => scripts ? visit.AssertSoundAsync(name) : Task.CompletedTask;
}
