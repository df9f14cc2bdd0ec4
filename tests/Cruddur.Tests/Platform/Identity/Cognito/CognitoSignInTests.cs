using System.Text.Json.Nodes;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Cognito;

/// <summary>The page and the route that everybody signs in by, where the user pool knows the passwords.</summary>
public sealed class CognitoSignInTests(PostgresCluster cluster)
{
    private const string Email = "vir@example.com";
    private const string Password = "Londo-and-Vir-1";

    [Fact]
    public async Task The_page_and_the_API_ask_the_pool_and_keep_the_refresh_token_to_themselves()
    {
        await using var pool = new CognitoLocal();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(app.Address);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        await pool.SignUpAsync(Email, Password, "vir", "Vir Cotto");
        var pages = app.Pages();
        await pages.ReadAsync("/signin?return_to=/explore");
        using var unconfirmed = await pages.SubmitAsync("/signin", Fields(Password));
        Assert.Equal((303, "/confirm?email=vir%40example.com"), ((int)unconfirmed.StatusCode, unconfirmed.Header("Location")));
        await pool.ConfirmAsync(Email);

        await pages.ReadAsync("/signin?return_to=/explore");
        using var wrong = await pages.SubmitAsync("/signin", Fields("wrong"));
        Assert.Equal(401, (int)wrong.StatusCode);
        Assert.Contains("do not belong together", pages.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Email}\"", pages.Html, StringComparison.Ordinal);
        using var right = await pages.SubmitAsync("/signin", Fields(Password));
        Assert.Equal((303, "/explore"), ((int)right.StatusCode, right.Header("Location")));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(1, await app.CountAsync("platform.cognito_sessions"));

        using var answer = await app.Api().SignInAsync(Email, Password);
        Assert.Equal("vir", (await answer.JsonAsync())["user"]!["handle"]!.GetValue<string>());
        using var refused = await app.Api().SignInAsync("andrew@example.com", People.Password);
        Assert.Equal("{}", await refused.BodyAsync(401));

        // After an hour the pool is asked again; signed out, it gives no more tokens.
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        using var signOut = await pages.SubmitAsync("/signout", new Dictionary<string, string>());
        Assert.Equal(303, (int)signOut.StatusCode);
        // What is left is the program's, which is asked about just so.
        Assert.Equal(1, await app.CountAsync("platform.cognito_sessions"));
    }

    [Fact]
    public async Task A_second_factor_has_a_page_of_its_own_that_leads_where_one_wanted_to_go()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var isRight = false;
        pool.Operation = (operation, body) => operation switch
        {
            "InitiateAuth" => (200, new JsonObject { ["ChallengeName"] = "SOFTWARE_TOKEN_MFA", ["Session"] = "session-of-cognito", ["ChallengeParameters"] = new JsonObject { ["USER_ID_FOR_SRP"] = "sub-1" } }),
            "RespondToAuthChallenge" when isRight => (200, new JsonObject { ["AuthenticationResult"] = new JsonObject { ["AccessToken"] = pool.Sign(pool.Access(app.Now)), ["RefreshToken"] = "refresh-token" } }),
            "GetUser" => (200, new JsonObject { ["UserAttributes"] = new JsonArray(CognitoLocal.Attribute("sub", "sub-1"), CognitoLocal.Attribute("preferred_username", "vir")) }),
            _ => (400, new JsonObject { ["__type"] = "CodeMismatchException", ["message"] = "Invalid code received for user" }),
        };
        var pages = app.Pages();
        using var early = await pages.OpenAsync("/signin/cognito/code");
        Assert.Equal((303, "/signin"), ((int)early.StatusCode, early.Header("Location")));
        await pages.ReadAsync("/signin?return_to=/explore");
        using var challenged = await pages.SubmitAsync("/signin", Fields(Password));
        Assert.Equal((303, "/signin/cognito/code?return_to=%2Fexplore"), ((int)challenged.StatusCode, challenged.Header("Location")));
        Assert.DoesNotContain("session-of-cognito", string.Concat(pages.Cookies.Values), StringComparison.Ordinal);
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));

        await pages.ReadAsync(challenged.Header("Location")!);
        foreach (var (code, sentence) in new[] { ("", "Enter the code"), ("abc", "Enter the code"), ("000000", "That code is not right") })
        {
            using var refused = await pages.SubmitAsync("/signin/cognito/code", new Dictionary<string, string> { ["code"] = code, ["return_to"] = "/explore" });
            Assert.Equal(422, (int)refused.StatusCode);
            Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        }
        isRight = true;
        using var right = await pages.SubmitAsync("/signin/cognito/code", new Dictionary<string, string> { ["code"] = " 123 456 ", ["return_to"] = "/explore" });
        Assert.Equal((303, "/explore"), ((int)right.StatusCode, right.Header("Location")));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);

        using var program = await app.Api().SignInAsync(Email, Password);
        var asked = await program.JsonAsync(401);
        Assert.Equal("second_factor_required", asked["code"]!.GetValue<string>());
        var sealedText = asked["challenge"]!.GetValue<string>();
        Assert.DoesNotContain("session-of-cognito", sealedText, StringComparison.Ordinal);
        using var forged = await AnswerAsync("x" + sealedText, "123456");
        Assert.Equal("""["factor_challenge_over"]""", await forged.BodyAsync(422));
        isRight = false;
        using var wrong = await AnswerAsync(sealedText, "000000");
        Assert.Equal("""["factor_code_wrong"]""", await wrong.BodyAsync(422));
        isRight = true;
        using var answered = await AnswerAsync(sealedText, "123456");
        Assert.Equal("vir", (await answered.JsonAsync())["user"]!["handle"]!.GetValue<string>());

        Task<HttpResponseMessage> AnswerAsync(string challenge, string code) =>
            app.Api().AskAsync("/api/auth/signin/second-factor", ("challenge", challenge), ("code", code));
    }

    [Fact]
    public async Task A_profile_tells_its_owner_alone_that_the_handle_was_taken()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, cognito_user_id, created_at, updated_at) values ($1, 'vir_2', 'Vir', 'vir@example.com', 'sub-1', $2, $2)", Vir.Uuid, app.Now);
        await app.SqlAsync("insert into platform.cognito_people (user_uuid, wished_handle, given_handle, created_at) values ($1, 'vir', 'vir_2', $2)", Vir.Uuid, app.Now);
        const string Note = "The handle @vir was taken when you signed up, so yours is @vir_2.";
        Assert.Contains(Note, await (await app.PagesAsync(Vir)).ReadAsync("/@vir_2"), StringComparison.Ordinal);
        Assert.DoesNotContain(Note, await (await app.PagesAsync(People.Andrew)).ReadAsync("/@vir_2"), StringComparison.Ordinal);
        Assert.DoesNotContain(Note, await app.Pages().ReadAsync("/@vir_2"), StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(31));
        Assert.DoesNotContain(Note, await (await app.PagesAsync(Vir)).ReadAsync("/@vir_2"), StringComparison.Ordinal);
    }

    private static readonly Person Vir = new(new("5eed0000-0000-7000-8000-000000000009"), "vir_2", "Vir");

    private static Dictionary<string, string> Fields(string password) => new() { ["email"] = Email, ["password"] = password };
}
