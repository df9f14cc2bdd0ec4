using System.Text.Json;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Identity.SecondFactor;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>Passkeys with Chromium's own authenticator, and the authenticator app, as people see them.</summary>
public sealed class SecurityTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task A_passkey_is_made_signs_in_is_renamed_and_refused_once_removed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await DeviceAsync(visit.Page);
        var page = visit.Page;
        // Chromium's authenticator would sign in by itself as soon as the page offers it, before anybody presses the button.
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        await SignInAsync(visit);

        await GoAsync(visit, "/settings/security/passkeys/new");
        await ConfirmAsync(page);
        await visit.AssertSoundAsync("security-new");
        await page.FillAsync("#name", "This laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.Locator(".row-block strong")).ToHaveTextAsync("This laptop");
        await visit.AssertSoundAsync("security-list");

        await SignOutAsync(page);
        await GoAsync(visit, "/signin");
        await Expect(page.GetByText("Sign in with a passkey")).ToBeVisibleAsync();
        await page.GetByText("Sign in with a passkey").ClickAsync();
        await Expect(page).ToHaveURLAsync(Address(app, "/"));

        await GoAsync(visit, "/settings/security");
        await page.ClickAsync(".row-more summary");
        await page.FillAsync(".row-block input[name=name]", "Old laptop");
        await visit.AssertSoundAsync("security-more");
        await page.GetByText("Rename", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".row-block strong")).ToHaveTextAsync("Old laptop");

        // Again by the passkey, since this session is another one.
        await GoAsync(visit, "/settings/confirm?return_to=/settings/security");
        await visit.AssertSoundAsync("security-confirm");
        await page.GetByText("Confirm with a passkey").ClickAsync();
        await page.ClickAsync(".row-more summary");
        await page.GetByText("Remove", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".row-block")).ToHaveCountAsync(0);

        await SignOutAsync(page);
        await GoAsync(visit, "/signin");
        await page.GetByText("Sign in with a passkey").ClickAsync();
        await Expect(page.Locator(".errors")).ToContainTextAsync("not accepted here");
        await visit.AssertSoundAsync("security-refused");
    }

    [Fact]
    public async Task Cancelling_is_told_beside_the_button_and_can_be_done_again()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        var device = await DeviceAsync(visit.Page);
        await SignInAsync(visit);
        await GoAsync(visit, "/settings/security/passkeys/new");
        await ConfirmAsync(visit.Page);
        await visit.Page.FillAsync("#name", "phone");
        await device.SetAsync("WebAuthn.setUserVerified", "isUserVerified", false);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-passkey-status]")).ToContainTextAsync("Try again.");
        await visit.AssertSoundAsync("security-cancelled");
        Assert.Equal(0, await app.CountAsync("platform.passkeys"));
        await device.SetAsync("WebAuthn.setUserVerified", "isUserVerified", true);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(visit.Page.Locator(".row-block strong")).ToHaveTextAsync("phone");
    }

    [Fact]
    public async Task A_browser_that_offers_passkeys_by_itself_signs_in_without_a_click()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium);
        await DeviceAsync(visit.Page);
        await SignInAsync(visit);
        await GoAsync(visit, "/settings/security/passkeys/new");
        await ConfirmAsync(visit.Page);
        await visit.Page.FillAsync("#name", "phone");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(visit.Page.Locator(".row-block")).ToHaveCountAsync(1);
        await SignOutAsync(visit.Page);
        // Chromium's virtual authenticator answers a conditional request as soon as it comes.
        await GoAsync(visit, "/signin?return_to=/settings/security");
        await Expect(visit.Page.Locator(".row-block")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_app_is_set_up_and_its_code_asked_for()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await Visit.StartAsync(app, chromium, 360);
        var page = visit.Page;
        await SignInAsync(visit);
        await GoAsync(visit, "/settings/security");
        await visit.AssertSoundAsync("security-empty");
        await page.ClickAsync("text=Set up an app");
        await ConfirmAsync(page);
        await Expect(page.Locator(".qr")).ToBeVisibleAsync();
        await visit.AssertSoundAsync("security-app");
        var key = (await page.InnerTextAsync(".key code")).Replace(" ", "", StringComparison.Ordinal);
        await page.FillAsync("#code", "000000");
        await page.ClickAsync("text=Switch on");
        await Expect(page.Locator(".errors")).ToContainTextAsync("not right");
        await visit.AssertSoundAsync("security-app-wrong");
        await page.FillAsync("#code", AppSteps.CodeOf(app, key));
        await page.ClickAsync("text=Switch on");
        await Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        await visit.AssertSoundAsync("security-codes");
        await page.ClickAsync("text=I have kept them");
        await Expect(page.Locator(".tag")).ToHaveTextAsync("On");
        await visit.AssertSoundAsync("security-on");

        await SignOutAsync(page);
        await SignInAsync(visit);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Enter your code");
        await visit.AssertSoundAsync("security-code");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await page.FillAsync("#code", AppSteps.CodeOf(app, key));
        await page.PressAsync("#code", "Enter");
        await Expect(page).ToHaveURLAsync(Address(app, "/"));
    }

    private static string Address(TestApp app, string path) => $"http://localhost:{app.Address.Port}{path}";

    /// <summary>By name, since an address of numbers can have no passkeys.</summary>
    private static Task GoAsync(Visit visit, string path) => visit.Page.GotoAsync(Address(visit.App, path));

    private static async Task SignInAsync(Visit visit)
    {
        await GoAsync(visit, "/signin");
        await visit.Page.FillAsync("#email", People.Andrew.Email);
        await visit.Page.FillAsync("#password", People.Password);
        await visit.Page.PressAsync("#password", "Enter");
        await visit.Page.WaitForURLAsync(url => !url.EndsWith("/signin", StringComparison.Ordinal));
    }

    private static async Task ConfirmAsync(IPage page)
    {
        await Expect(page.Locator("h1")).ToHaveTextAsync("Confirm that it is you");
        await page.FillAsync("#password", People.Password);
        await page.PressAsync("#password", "Enter");
        await Expect(page.Locator(".settings-page h1")).ToBeVisibleAsync();
    }

    private static Task SignOutAsync(IPage page) => page.Context.ClearCookiesAsync(new() { Name = "__Host-cruddur" });

    private static async Task<Device> DeviceAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new Device(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    private sealed record Device(ICDPSession Session, string Id)
    {
        public Task<JsonElement?> SetAsync(string method, string name, object value) =>
            Session.SendAsync(method, new() { ["authenticatorId"] = Id, [name] = value });
    }
}
