using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>What people see where a user pool identifies them, with the keyboard alone.</summary>
public sealed class CognitoTests(PostgresCluster cluster, Chromium chromium)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light, true)]
    [InlineData(360, ColorScheme.Dark, false)]
    public async Task From_the_password_by_the_code_to_the_note_in_the_profile(int width, ColorScheme scheme, bool scripts)
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await using var visit = await Visit.StartAsync(app, chromium, width, scheme);
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
        await visit.AssertSoundAsync($"cognito-signin-{width}");
        await visit.Page.FocusAsync("#email");
        await visit.Page.Keyboard.TypeAsync("andrew@example.com");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync("Londo-and-Vir-1");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/signin/cognito/code*");
        await visit.AssertSoundAsync($"cognito-code-{width}");
        await visit.Page.FocusAsync("#code");
        await visit.Page.Keyboard.TypeAsync("000000");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#code-errors")).ToContainTextAsync("That code is not right");
        await visit.AssertSoundAsync($"cognito-code-refused-{width}");
        isRight = true;
        await visit.Page.FocusAsync("#code");
        await visit.Page.Keyboard.TypeAsync("123456");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForURLAsync("**/@andrew_2");
        await Assertions.Expect(visit.Page.Locator(".person .note")).ToContainTextAsync("The handle @andrew was taken when you signed up, so yours is @andrew_2.");
        await visit.AssertSoundAsync($"cognito-note-{width}");
    }
}
