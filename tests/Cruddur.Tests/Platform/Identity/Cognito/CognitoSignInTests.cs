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
    private const string Chosen = "Lennier-and-Vir-2";

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
        using var early = await pages.OpenAsync("/signin/cognito/challenge");
        Assert.Equal((303, "/signin"), ((int)early.StatusCode, early.Header("Location")));
        await pages.ReadAsync("/signin?return_to=/explore");
        using var challenged = await pages.SubmitAsync("/signin", Fields(Password));
        Assert.Equal((303, "/signin/cognito/challenge?return_to=%2Fexplore"), ((int)challenged.StatusCode, challenged.Header("Location")));
        Assert.DoesNotContain("session-of-cognito", string.Concat(pages.Cookies.Values), StringComparison.Ordinal);
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));

        await pages.ReadAsync(challenged.Header("Location")!);
        foreach (var (code, sentence) in new[] { ("", "Enter the code"), ("abc", "Enter the code"), ("000000", "That code is not right") })
        {
            using var refused = await pages.SubmitAsync("/signin/cognito/challenge", new Dictionary<string, string> { ["code"] = code, ["return_to"] = "/explore" });
            Assert.Equal(422, (int)refused.StatusCode);
            Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        }
        isRight = true;
        using var right = await pages.SubmitAsync("/signin/cognito/challenge", new Dictionary<string, string> { ["code"] = " 123 456 ", ["return_to"] = "/explore" });
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
    public async Task A_password_that_was_given_is_replaced_before_anything_else()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var (refusal, required) = ("InvalidPasswordException", "[]");
        pool.Operation = (operation, body) => (operation, body["ChallengeName"]?.GetValue<string>()) switch
        {
            ("InitiateAuth", _) => Asks("NEW_PASSWORD_REQUIRED"),
            ("RespondToAuthChallenge", "NEW_PASSWORD_REQUIRED") when body["ChallengeResponses"]!["NEW_PASSWORD"]!.GetValue<string>() == Chosen => Asks("SOFTWARE_TOKEN_MFA"),
            ("RespondToAuthChallenge", "SOFTWARE_TOKEN_MFA") => (200, new JsonObject { ["AuthenticationResult"] = new JsonObject { ["AccessToken"] = pool.Sign(pool.Access(app.Now)) } }),
            ("GetUser", _) => (200, new JsonObject { ["UserAttributes"] = new JsonArray(CognitoLocal.Attribute("sub", "sub-1"), CognitoLocal.Attribute("preferred_username", "vir")) }),
            _ => (400, new JsonObject { ["__type"] = refusal }),
        };
        const string Page = "/signin/cognito/challenge";
        var pages = app.Pages();
        await pages.ReadAsync("/signin?return_to=/explore");
        using var challenged = await pages.SubmitAsync("/signin", Fields(Password));
        Assert.Equal((303, Page + "?return_to=%2Fexplore"), ((int)challenged.StatusCode, challenged.Header("Location")));
        await pages.ReadAsync(Page + "?return_to=/explore");
        Assert.Contains("good for this once", pages.Text, StringComparison.Ordinal);
        foreach (var (password, again, sentence) in new[] { ("qwxyz", "qwxyz", "at least 8"), (Chosen, Chosen + "x", "do not match"), (Chosen + "x", Chosen + "x", "too weak") })
        {
            using var refused = await pages.SubmitAsync(Page, new Dictionary<string, string> { ["password"] = password, ["password_again"] = again, ["return_to"] = "/explore" });
            Assert.Equal(422, (int)refused.StatusCode);
            Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(password, pages.Html, StringComparison.Ordinal);
        }
        using var chosen = await pages.SubmitAsync(Page, new Dictionary<string, string> { ["password"] = Chosen, ["password_again"] = Chosen, ["return_to"] = "/explore" });
        Assert.Equal((303, Page + "?return_to=%2Fexplore"), ((int)chosen.StatusCode, chosen.Header("Location")));
        await pages.ReadAsync(Page + "?return_to=/explore");
        using var entered = await pages.SubmitAsync(Page, new Dictionary<string, string> { ["code"] = "123456", ["return_to"] = "/explore" });
        Assert.Equal((303, "/explore"), ((int)entered.StatusCode, entered.Header("Location")));

        using var program = await app.Api().SignInAsync(Email, Password);
        var asked = await program.JsonAsync(401);
        Assert.Equal("new_password_required", asked["code"]!.GetValue<string>());
        var sealedText = asked["challenge"]!.GetValue<string>();
        foreach (var (challenge, password, said) in new[] { (sealedText, "", "password_blank"), (sealedText, "short", "password_too_short"), (sealedText, Chosen + "x", "password_refused"), ("x", Chosen, "factor_challenge_over") })
        {
            using var refused = await AnswerAsync("new-password", challenge, ("password", password));
            Assert.Equal($"""["{said}"]""", await refused.BodyAsync(422));
        }
        using var mistaken = await AnswerAsync("second-factor", sealedText, ("code", "123456"));
        Assert.Equal("""["factor_challenge_over"]""", await mistaken.BodyAsync(422));
        refusal = "NotAuthorizedException";
        using var late = await AnswerAsync("new-password", sealedText, ("password", Chosen + "x"));
        Assert.Equal("""["factor_challenge_over"]""", await late.BodyAsync(422));
        using var answered = await AnswerAsync("new-password", sealedText, ("password", Chosen));
        var next = await answered.JsonAsync(401);
        Assert.Equal("second_factor_required", next["code"]!.GetValue<string>());
        using var done = await AnswerAsync("second-factor", next["challenge"]!.GetValue<string>(), ("code", "123456"));
        Assert.Equal("vir", (await done.JsonAsync())["user"]!["handle"]!.GetValue<string>());

        // What else the pool wants to know, only its own page asks for.
        required = """["userAttributes.birthdate"]""";
        using var more = await app.Api().SignInAsync(Email, Password);
        Assert.Contains("Amazon Cognito", await more.BodyAsync(403), StringComparison.Ordinal);

        (int Status, JsonObject Answer) Asks(string name) => (200, new JsonObject
        {
            ["ChallengeName"] = name,
            ["Session"] = "s",
            ["ChallengeParameters"] = new JsonObject { ["USER_ID_FOR_SRP"] = "sub-1", ["requiredAttributes"] = required },
        });
        Task<HttpResponseMessage> AnswerAsync(string path, string challenge, (string, string) answer) => app.Api().AskAsync($"/api/auth/signin/{path}", ("challenge", challenge), answer);
    }

    [Fact]
    public async Task A_pool_that_does_not_answer_costs_nobody_what_they_typed()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        pool.Operation = (_, _) => (500, new JsonObject());
        var pages = app.Pages();
        foreach (var (read, send, fields) in new[]
        {
            ("/signin", "/signin", Fields(Password)),
            ("/signup", "/signup", Fields(Password).Append(new("name", "Vir Cotto")).Append(new("username", "vir")).ToDictionary()),
            ("/confirm?email=vir@example.com", "/confirm", new() { ["email"] = Email, ["code"] = "123456" }),
            ("/forgot", "/forgot", new() { ["email"] = Email }),
            ("/forgot?email=vir@example.com", "/forgot/reset", new() { ["email"] = Email, ["code"] = "123456", ["password"] = Chosen, ["password_again"] = Chosen }),
        })
        {
            await pages.ReadAsync(read);
            using var refused = await pages.SubmitAsync(send, fields);
            Assert.Equal((503, "5"), ((int)refused.StatusCode, refused.Header("Retry-After")));
            Assert.Contains("Amazon Cognito does not answer", pages.Text, StringComparison.Ordinal);
            foreach (var (name, value) in fields.Where(field => !field.Key.StartsWith("password", StringComparison.Ordinal))) Assert.True(pages.Html.Contains($"value=\"{value}\"", StringComparison.Ordinal), $"{send} loses the {name}.");
        }
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
