using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>What people see where a user pool identifies them, with the keyboard alone.</summary>
public sealed class CognitoTests(PostgresCluster cluster, Chromium chromium)
{
    [Theory]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    public async Task From_the_password_by_the_code_to_the_note_in_the_profile(int width, bool scripts)
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await using var visit = await Visit.StartAsync(app, chromium, width);
        if (!scripts) await visit.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        var isRight = false;
        pool.Operation = (operation, _) => operation switch
        {
            "InitiateAuth" => (200, new JsonObject { ["ChallengeName"] = "SOFTWARE_TOKEN_MFA", ["Session"] = "s", ["ChallengeParameters"] = new JsonObject { ["USER_ID_FOR_SRP"] = "sub-1" } }),
            "RespondToAuthChallenge" when isRight => (200, new JsonObject { ["AuthenticationResult"] = new JsonObject { ["AccessToken"] = pool.Sign(pool.Access(app.Now)), ["RefreshToken"] = "r" } }),
            "GetUser" => (200, new JsonObject { ["UserAttributes"] = new JsonArray(CognitoLocal.Attribute("sub", "sub-1"), CognitoLocal.Attribute("name", "Another Andrew"), CognitoLocal.Attribute("preferred_username", "andrew")) }),
            _ => (400, new JsonObject { ["__type"] = "CodeMismatchException" }),
        };
        await visit.GoAsync("/signin?return_to=/@andrew_2");
        await visit.AssertSoundAsync($"cognito-signin-{(scripts ? "scripts" : "plain")}");
        await visit.Page.FocusAsync("#email");
        await visit.Page.Keyboard.TypeAsync("andrew@example.com");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync("Londo-and-Vir-1");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/signin/cognito/challenge*");
        await visit.AssertSoundAsync($"cognito-code-{(scripts ? "scripts" : "plain")}");
        await visit.Page.FocusAsync("#code");
        await visit.Page.Keyboard.TypeAsync("000000");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#code-errors")).ToContainTextAsync("That code is not right");
        await visit.AssertSoundAsync($"cognito-code-refused-{(scripts ? "scripts" : "plain")}");
        isRight = true;
        await visit.Page.FocusAsync("#code");
        await visit.Page.Keyboard.TypeAsync("123456");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/@andrew_2");
        await Assertions.Expect(visit.Page.Locator(".person .note")).ToContainTextAsync("The handle @andrew was taken when you signed up, so yours is @andrew_2.");
        await visit.AssertSoundAsync($"cognito-note-{(scripts ? "scripts" : "plain")}");
    }

    [Theory]
    [InlineData(1280, "en")]
    [InlineData(360, "de")]
    public async Task From_signing_up_to_a_new_password(int width, string language)
    {
        await using var pool = new CognitoLocal();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(app.Address);
        await using var visit = await Visit.StartAsync(app, chromium, width);
        await visit.SpeakAsync(language);
        var page = visit.Page;
        await visit.GoAsync("/signup");
        await visit.AssertSoundAsync($"pool-signup-{language}");
        foreach (var (field, text) in new[] { ("name", "Vir Cotto"), ("email", "vir@example.com"), ("username", "vir"), ("password", "Londo-and-Vir-1") }) await page.FillAsync($"#{field}", text);
        await page.ClickAsync("main form[action='/signup'] button[type=submit]");
        await page.WaitForURLAsync("**/confirm?email=*");
        await visit.AssertSoundAsync($"pool-confirm-{language}");
        await page.FillAsync("#code", "000000");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#code-fault")).ToBeVisibleAsync();
        await visit.AssertSoundAsync($"pool-confirm-refused-{language}");
        await page.FillAsync("#code", pool.Code("vir@example.com"));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/signin?notice=confirmed");
        await visit.AssertSoundAsync($"pool-confirmed-{language}");
        await SignInAsync(page, "not-the-password");
        await Assertions.Expect(page.Locator("#signin-errors")).ToBeVisibleAsync();
        await visit.AssertSoundAsync($"pool-signin-refused-{language}");
        await SignInAsync(page, "Londo-and-Vir-1");
        await Assertions.Expect(visit.Composer).ToBeVisibleAsync();
        foreach (var path in new[] { "", "/security", "/confirm", "/tokens", "/sessions", "/delete" })
        {
            await visit.GoAsync($"/settings{path}");
            await visit.AssertSoundAsync($"pool-settings{path.Replace('/', '-')}-{language}");
        }
        await visit.GoAsync("/settings/security");
        await page.ClickAsync("main a[href='/forgot']");
        await page.WaitForURLAsync("**/forgot");
        await visit.AssertSoundAsync($"pool-forgot-{language}");
        await page.FillAsync("#email", "vir@example.com");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/forgot?email=*");
        await visit.AssertSoundAsync($"pool-reset-{language}");
        await page.FillAsync("#code", pool.Code("vir@example.com"));
        await page.FillAsync("#password", "Lennier-and-Vir-2");
        await page.FillAsync("#password_again", "Lennier-and-Vir-2");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/forgot/done");
        await visit.AssertSoundAsync($"pool-reset-done-{language}");
        await page.ClickAsync("main a[href='/signin']");
        await SignInAsync(page, "Lennier-and-Vir-2");
        await Assertions.Expect(visit.Composer).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1280, "de")]
    [InlineData(360, "en")]
    public async Task What_the_pool_asks_for_besides_the_password(int width, string language)
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await using var visit = await Visit.StartAsync(app, chromium, width);
        await visit.SpeakAsync(language);
        foreach (var challenge in new[] { "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "NEW_PASSWORD_REQUIRED" })
        {
            pool.Operation = (_, _) => (200, new JsonObject { ["ChallengeName"] = challenge, ["Session"] = "s", ["ChallengeParameters"] = new JsonObject { ["USER_ID_FOR_SRP"] = "sub-1" } });
            await visit.GoAsync("/signin");
            await SignInAsync(visit.Page, "Londo-and-Vir-1");
            await Assertions.Expect(visit.Page.Locator(challenge == "NEW_PASSWORD_REQUIRED" ? "#password-rule" : "#code-hint")).ToBeVisibleAsync();
            await visit.AssertSoundAsync($"pool-{challenge}-{language}");
        }
        await visit.Page.FillAsync("#password", "Londo-and-Vir-2");
        await visit.Page.FillAsync("#password_again", "Londo-and-Vir-3");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#password_again-fault")).ToBeVisibleAsync();
        await visit.AssertSoundAsync($"pool-passwords-differ-{language}");
        pool.Operation = (_, _) => (500, new JsonObject());
        await visit.GoAsync("/signin");
        await SignInAsync(visit.Page, "Londo-and-Vir-1");
        await Assertions.Expect(visit.Page.Locator("#signin-errors")).ToContainTextAsync("Amazon Cognito");
        await Assertions.Expect(visit.Page.Locator("#email")).ToHaveValueAsync("vir@example.com");
        await visit.AssertSoundAsync($"pool-down-{language}");
        await visit.GoAsync("/signin/cognito/callback?state=x&code=y");
        await visit.AssertSoundAsync($"pool-hosted-stale-{language}");
    }

    private static async Task SignInAsync(IPage page, string password)
    {
        await page.FillAsync("#email", "vir@example.com");
        await page.FillAsync("#password", password);
        await page.ClickAsync("main form[action='/signin'] button[type=submit]");
    }
}
