using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Cognito;

/// <summary>The pages and routes by which everybody joins, with cognito-local behind them.</summary>
public sealed class CognitoJourneyTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Email = "vir@example.com";
    private const string First = "Londo-and-Vir-1";
    private const string Second = "Lennier-and-Vir-2";

    private CognitoLocal pool = null!;
    private TestApp app = null!;

    public async ValueTask InitializeAsync()
    {
        pool = new CognitoLocal();
        app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(app.Address);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task By_the_pages_from_signing_up_to_a_new_password()
    {
        var pages = app.Pages();
        await pages.ReadAsync("/signup");
        await LeadsAsync(pages, "/signup", "/confirm?email=vir%40example.com", ("name", "Vir Cotto"), ("email", Email), ("username", "vir"), ("password", First));
        Assert.Equal(3, await app.CountAsync("users"));
        Assert.Contains("Enter it, and sign in.", await pages.ReadAsync("/confirm?email=vir%40example.com"), StringComparison.Ordinal);
        Assert.DoesNotContain("outbox", pages.Html, StringComparison.Ordinal);
        using var wrong = await SubmitAsync(pages, "/confirm", ("email", Email), ("code", "000000x"));
        Assert.Equal(422, (int)wrong.StatusCode);
        await LeadsAsync(pages, "/confirm", "/signin?notice=confirmed", ("email", Email), ("code", $" {pool.Code(Email)} "));
        // The row is there before anybody signs in: the trigger has made it.
        Assert.Equal("Vir Cotto", await app.ValueAsync<string>("select display_name from users where handle = 'vir'"));

        Assert.Contains("Your e-mail address is confirmed.", await pages.ReadAsync("/signin?notice=confirmed"), StringComparison.Ordinal);
        await LeadsAsync(pages, "/signin", "/", ("email", Email), ("password", First));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        await LeadsAsync(pages, "/signout", "/?notice=signed-out");
        await pages.ReadAsync("/signin");
        // A handle is as good as the address.
        await LeadsAsync(pages, "/signin", "/", ("email", "Vir"), ("password", First));

        var other = app.Pages();
        await other.ReadAsync("/forgot");
        await LeadsAsync(other, "/forgot", "/forgot?email=vir%40example.com", ("email", Email));
        await other.ReadAsync("/forgot?email=vir%40example.com");
        await LeadsAsync(other, "/forgot/reset", "/forgot/done", ("email", Email), ("code", pool.Code(Email)), ("password", Second), ("password_again", Second));
        Assert.Contains("/signin", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
        Assert.Equal("Your password is changed", (await app.NewestMailAsync(Email)).Subject);
        await other.ReadAsync("/signin");
        using var old = await SubmitAsync(other, "/signin", ("email", Email), ("password", First));
        Assert.Equal(401, (int)old.StatusCode);
        await LeadsAsync(other, "/signin", "/", ("email", Email), ("password", Second));
        // Cruddur keeps nothing of it, and sends no code itself.
        Assert.Equal((0L, 3L), (await app.CountAsync("platform.signups"), await app.CountAsync("platform.credentials")));
        Assert.Single(await app.MailsAsync());
    }

    [Fact]
    public async Task By_the_API_alike()
    {
        var api = app.Api();
        await SaysAsync(200, "{}", api.SignUpAsync(Email, "vir", First, "Vir Cotto"));
        await SaysAsync(422, """["email_unconfirmed"]""", api.SignInAsync(Email, First));
        await SaysAsync(200, "{}", api.AskAsync("/api/auth/confirm", ("email", Email), ("code", pool.Code(Email))));
        using var signedIn = await api.SignInAsync(Email, First);
        var answer = await signedIn.JsonAsync();
        Assert.Equal("vir", answer["user"]!["handle"]!.GetValue<string>());
        api.DefaultRequestHeaders.Authorization = new("Bearer", answer["token"]!.GetValue<string>());
        Assert.Equal("vir", (await api.PostCrudAsync("hello")).Handle);
        await SaysAsync(200, "{}", api.AskAsync("/api/auth/signout"));
        await SaysAsync(401, "{}", api.AskAsync("/api/auth/signout"));

        api.DefaultRequestHeaders.Authorization = null;
        await SaysAsync(200, "{}", api.AskAsync("/api/auth/recover", ("email", Email)));
        await SaysAsync(422, """["code_invalid"]""", api.AskAsync("/api/auth/recover/confirm", ("email", Email), ("code", "000000x"), ("password", Second)));
        await SaysAsync(200, "{}", api.AskAsync("/api/auth/recover/confirm", ("email", Email), ("code", pool.Code(Email)), ("password", Second)));
        await SaysAsync(401, "{}", api.SignInAsync(Email, First));
        await SaysAsync(422, """["handle_taken"]""", api.SignUpAsync("zack@example.com", "vir", First));
    }

    [Fact]
    public async Task Known_waiting_and_unknown_addresses_answer_alike()
    {
        await pool.SignUpAsync(Email, First, "vir", "Vir Cotto");
        await pool.ConfirmAsync(Email);
        await pool.SignUpAsync("waits@example.com", First, "waits", "Waits");
        var told = new HashSet<string>();
        foreach (var (email, handle) in new[] { (Email, "one_more"), ("waits@example.com", "two_more"), ("nobody@example.com", "three_more") })
        {
            await app.SqlAsync("delete from platform.attempts");
            var api = app.Api();
            List<string> answers = [];
            foreach (var asked in new[]
            {
                api.AskAsync("/api/auth/recover", ("email", email)),
                api.AskAsync("/api/auth/recover/confirm", ("email", email), ("code", "000000x"), ("password", Second)),
                api.AskAsync("/api/auth/confirm", ("email", email), ("code", "000000x")),
                api.SignInAsync(email, "not the password"),
                api.SignUpAsync(email, handle, Second),
            })
            {
                using var answer = await asked;
                answers.Add($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
            told.Add(string.Join('\n', answers));
        }
        Assert.Equal("""
            200 {}
            422 ["code_invalid"]
            422 ["code_invalid"]
            401 {}
            200 {}
            """, Assert.Single(told), ignoreLineEndingDifferences: true);
        using var thief = await app.Api().SignInAsync(Email, Second);
        await thief.BodyAsync(401);
    }

    [Fact]
    public async Task What_the_pool_keeps_is_not_changed_here_and_a_fresh_sign_in_opens_the_rest()
    {
        await pool.SignUpAsync(Email, First, "vir", "Vir Cotto");
        await pool.ConfirmAsync(Email);
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        Assert.DoesNotContain("passkey", pages.Html, StringComparison.OrdinalIgnoreCase);
        await LeadsAsync(pages, "/signin", "/", ("email", Email), ("password", First));

        var settings = await pages.ReadAsync("/settings");
        Assert.DoesNotContain("/settings/email", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("/settings/password", settings, StringComparison.Ordinal);
        Assert.Contains("kept by Amazon Cognito", await pages.ReadAsync("/settings/security"), StringComparison.Ordinal);
        foreach (var path in new[] { "/settings/email", "/settings/password", "/settings/security/app", "/settings/security/passkeys/new" })
        {
            using var led = await pages.OpenAsync(path);
            Assert.Equal((303, "/settings/security"), ((int)led.StatusCode, led.Header("Location")));
        }
        await pages.ReadAsync("/settings");
        var hidden = pages.HiddenFields("/signout");
        foreach (var path in new[] { "/settings/email", "/settings/password", "/settings/security/app/off", "/settings/confirm/code", "/settings/confirm/passkey", "/signin/passkey", "/first-run" })
        {
            using var gone = await pages.PostAsync(path, hidden);
            Assert.True((int)gone.StatusCode == 404, $"{path} answers {(int)gone.StatusCode}.");
        }

        // Just signed in, dangerous changes are open; a quarter of an hour later a sign-in opens them again, and no password alone.
        await pages.ReadAsync("/settings/username");
        Assert.NotNull(await app.ValueAsync<DateTime?>("select sudo_until from platform.sessions"));
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        await pages.ReadAsync("/settings/confirm?return_to=/settings/tokens");
        Assert.Contains("Sign in again", pages.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"password\"", pages.Html, StringComparison.Ordinal);
        await LeadsAsync(pages, "/settings/confirm", "/signin?return_to=%2Fsettings%2Ftokens", ("return_to", "/settings/tokens"), ("password", First));
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
    }

    [Fact]
    public async Task Who_was_given_an_account_chooses_a_password_at_the_first_sign_in()
    {
        await pool.CallAsync("AdminCreateUser", new JsonObject
        {
            ["UserPoolId"] = CognitoLocal.Pool,
            ["Username"] = Email,
            ["TemporaryPassword"] = First,
            ["DesiredDeliveryMediums"] = new JsonArray("EMAIL"),
            ["UserAttributes"] = new JsonArray(CognitoLocal.Attribute("email", Email), CognitoLocal.Attribute("name", "Vir Cotto"), CognitoLocal.Attribute("preferred_username", "vir")),
        });
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        await LeadsAsync(pages, "/signin", "/signin/cognito/challenge?return_to=%2F", ("email", Email), ("password", First));
        await pages.ReadAsync("/signin/cognito/challenge");
        await LeadsAsync(pages, "/signin/cognito/challenge", "/", ("password", Second), ("password_again", Second));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        await SaysAsync(401, "{}", app.Api().SignInAsync(Email, First));
        using var again = await app.Api().SignInAsync(Email, Second);
        await again.BodyAsync(200);
    }

    [Fact]
    public async Task Who_is_erased_here_is_erased_at_the_pool()
    {
        await pool.SignUpAsync(Email, First, "vir", "Vir Cotto");
        await pool.ConfirmAsync(Email);
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        await LeadsAsync(pages, "/signin", "/", ("email", Email), ("password", First));
        await pages.ReadAsync("/settings/delete");
        await LeadsAsync(pages, "/settings/delete", "/?notice=leaving", ("handle", "vir"));
        await app.RunJobsAsync();
        // They may still come back.
        await pool.TokensAsync(Email, First);

        app.Clock.Advance(TimeSpan.FromDays(7));
        await app.RunJobsAsync();
        Assert.Equal(0L, await app.ValueAsync<long>("select count(*) from users where handle = 'vir'"));
        var left = await pool.CallAsync("ListUsers", new JsonObject { ["UserPoolId"] = CognitoLocal.Pool });
        Assert.Empty(left["Users"]!.AsArray());
        await SaysAsync(401, "{}", app.Api().SignInAsync(Email, First));
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        // The address is free for another account.
        await SaysAsync(200, "{}", app.Api().SignUpAsync(Email, "vir", Second, "Vir Cotto"));
        await SaysAsync(200, "{}", app.Api().AskAsync("/api/auth/confirm", ("email", Email), ("code", pool.Code(Email))));
        using var anew = await app.Api().SignInAsync(Email, Second);
        await anew.BodyAsync(200);
    }

    private static async Task LeadsAsync(PageClient pages, string path, string to, params (string Name, string Value)[] fields)
    {
        using var answer = await SubmitAsync(pages, path, fields);
        Assert.Equal((303, to), ((int)answer.StatusCode, answer.Header("Location")));
    }

    private static Task<HttpResponseMessage> SubmitAsync(PageClient pages, string path, params (string Name, string Value)[] fields) =>
        pages.SubmitAsync(path, fields.ToDictionary(field => field.Name, field => field.Value));

    private static async Task SaysAsync(int status, string body, Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.Equal(body, await answer.BodyAsync(status));
    }
}
