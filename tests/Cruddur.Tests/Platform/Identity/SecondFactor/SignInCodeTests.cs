using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.SecondFactor;

/// <summary>Signing in where a code is asked for after the password.</summary>
public sealed class SignInCodeTests(PostgresCluster cluster)
{
    private const string Challenge = "__Host-cruddur-second-factor";

    [Fact]
    public async Task The_password_alone_gives_no_session_and_the_code_one()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var before = await app.CountAsync("platform.sessions");
        var pages = await AppSteps.AfterPasswordAsync(app, Andrew);
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));
        Assert.Equal(before, await app.CountAsync("platform.sessions"));
        using var home = await pages.OpenAsync("/settings");
        Assert.StartsWith("/signin", home.LeadsTo(), StringComparison.Ordinal);

        await pages.ReadAsync("/signin/code?return_to=/explore");
        using var answer = await AppSteps.EnterAsync(pages, $" {phone.Code[..3]} {phone.Code[3..]} ");
        Assert.Equal("/explore", answer.LeadsTo());
        Assert.False(pages.Cookies.ContainsKey(Challenge));
        Assert.Equal(0, await app.CountAsync("platform.challenges"));
        await pages.ReadAsync("/settings");
    }

    [Fact]
    public async Task The_challenge_is_a_cookie_that_scripts_and_other_sites_cannot_use_and_only_its_hash_is_stored()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        using var answer = await pages.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Password });
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith($"{Challenge}=", StringComparison.Ordinal)).Split("; ");
        Assert.Equal(["path=/", "secure", "samesite=strict", "httponly"], cookie[2..]);
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.challenges where token_sha256 = sha256(convert_to($1, 'UTF8'))", pages.Cookies[Challenge]));
    }

    [Fact]
    public async Task A_code_is_taken_once_even_in_another_sign_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var (first, second) = (await AppSteps.AfterPasswordAsync(app, Andrew), await AppSteps.AfterPasswordAsync(app, Andrew));
        var code = phone.Code;
        using var right = await AppSteps.EnterAsync(first, code);
        Assert.Equal("/explore", right.LeadsTo());
        using var again = await AppSteps.EnterAsync(second, code);
        await again.BodyAsync(422);
        Assert.Contains("was used before", second.Text, StringComparison.Ordinal);
        // Nor the one before it, which its neighbour's time would still allow.
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        using var next = await AppSteps.EnterAsync(second, phone.Code);
        Assert.Equal("/explore", next.LeadsTo());
    }

    [Fact]
    public async Task Two_at_once_with_the_same_code_become_one_session()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var challenges = new List<string>();
        for (var index = 0; index < 4; index++) challenges.Add(await BeginAsync(app));
        var answers = await Task.WhenAll(challenges.Select(one => EndAsync(app, one, phone.Code)));
        Assert.Equal(1, answers.Count(answer => (int)answer.StatusCode == 200));
        Assert.Equal(3, answers.Count(answer => (int)answer.StatusCode == 422));
    }

    [Fact]
    public async Task A_recovery_code_is_as_good_once_however_it_is_typed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from platform.recovery_codes where encode(code_sha256, 'escape') like '%' || $1 || '%'", phone.RecoveryCodes[0]));
        var pages = await AppSteps.AfterPasswordAsync(app, Andrew);
        using var answer = await AppSteps.EnterAsync(pages, phone.RecoveryCodes[0].ToUpperInvariant().Replace('-', ' '));
        Assert.Equal("/explore", answer.LeadsTo());
        Assert.Equal(9, await app.CountAsync("platform.recovery_codes"));

        var thief = await AppSteps.AfterPasswordAsync(app, Andrew);
        using var again = await AppSteps.EnterAsync(thief, phone.RecoveryCodes[0]);
        await again.BodyAsync(422);
    }

    [Theory]
    [InlineData("", "Enter the code")]
    [InlineData("000000", "not right")]
    [InlineData("12345", "not right")]
    [InlineData("abcd-efgh-jkmn-pqrs", "not right")]
    [InlineData("😀😀😀😀😀😀", "not right")]
    public async Task What_is_wrong_is_told_and_gives_no_session(string code, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var pages = await AppSteps.AfterPasswordAsync(app, Andrew);
        using var answer = await AppSteps.EnterAsync(pages, code);
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Equal("/explore", pages.HiddenFields("/signin/code")["return_to"]);
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));
    }

    [Fact]
    public async Task After_five_minutes_or_five_wrong_codes_one_starts_over()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var slow = await AppSteps.AfterPasswordAsync(app, Andrew);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        using var late = await AppSteps.EnterAsync(slow, phone.Code);
        await late.BodyAsync(422);
        Assert.Contains("Start over.", slow.Text, StringComparison.Ordinal);

        var guessing = await AppSteps.AfterPasswordAsync(app, Andrew);
        for (var tried = 0; tried < 5; tried++)
        {
            using var wrong = await AppSteps.EnterAsync(guessing, "wrong1");
            await wrong.BodyAsync(422);
        }
        using var right = await AppSteps.EnterAsync(guessing, phone.Code);
        Assert.Contains("Start over.", await right.BodyAsync(422), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_are_counted_by_account_over_all_challenges()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        // Setting up was one try of ten.
        for (var tried = 0; tried < 9; tried++)
        {
            using var wrong = await EndAsync(app, await BeginAsync(app), "wrong1");
            await wrong.BodyAsync(422);
        }
        using var answer = await EndAsync(app, await BeginAsync(app), phone.Code);
        await answer.BodyAsync(429);
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task A_challenge_is_nobody_elses_and_dies_with_a_change_of_what_one_signs_in_with()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var settings = await app.ConfirmedAsync(Andrew);
        var phone = await AppSteps.SetUpAsync(app, settings);
        var pages = await AppSteps.AfterPasswordAsync(app, Andrew);
        var forged = await AppSteps.AfterPasswordAsync(app, Andrew);
        forged.Cookies[Challenge] = new string('A', 43);
        using var refused = await AppSteps.EnterAsync(forged, phone.Code);
        await refused.BodyAsync(422);

        await settings.ReadAsync("/settings/sessions");
        using var ended = await settings.SubmitAsync("/settings/sessions/end-others", new Dictionary<string, string>());
        using var over = await AppSteps.EnterAsync(pages, phone.Code);
        await over.BodyAsync(422);
    }

    [Fact]
    public async Task Without_a_challenge_the_page_leads_back_to_the_password()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await app.Pages().OpenAsync("/signin/code");
        Assert.Equal("/signin", answer.LeadsTo());
    }

    [Fact]
    public async Task The_API_asks_for_the_code_and_then_gives_a_token()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        using var first = await app.Api().SignInAsync(Andrew.Email, Password);
        var body = (await first.JsonAsync(401)).AsObject();
        Assert.Equal(["code", "challenge", "expires_at"], body.Select(field => field.Key));
        Assert.Equal("second_factor_required", (string)body["code"]!);
        var challenge = (string)body["challenge"]!;

        using var wrong = await EndAsync(app, challenge, "000000");
        Assert.Equal("""["factor_code_wrong"]""", await wrong.BodyAsync(422));
        using var blank = await EndAsync(app, challenge, null);
        Assert.Equal("""["factor_code_blank"]""", await blank.BodyAsync(422));
        using var none = await EndAsync(app, null, phone.Code);
        Assert.Equal("""["factor_challenge_over"]""", await none.BodyAsync(422));
        using var right = await EndAsync(app, challenge, phone.Code);
        var signedIn = await right.JsonAsync();
        Assert.Equal("andrew", (string)signedIn["user"]!["handle"]!);
        var api = app.Api();
        api.DefaultRequestHeaders.Authorization = new("Bearer", (string)signedIn["token"]!);
        Assert.Equal(200, await api.StatusAsync("/api/profile/me"));
        using var again = await EndAsync(app, challenge, phone.Code);
        await again.BodyAsync(422);
    }

    [Fact]
    public async Task Somebody_switched_off_in_between_does_not_get_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var challenge = await BeginAsync(app);
        await app.SqlAsync("update users set disabled_at = $1 where uuid = $2", app.Now, Andrew.Uuid);
        using var answer = await EndAsync(app, challenge, phone.Code);
        await answer.BodyAsync(422);
    }

    [Fact]
    public async Task Challenges_that_nobody_ended_are_swept()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        await BeginAsync(app);
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("platform.challenges"));
    }

    private static async Task<string> BeginAsync(TestApp app)
    {
        using var answer = await app.Api().SignInAsync(Andrew.Email, Password);
        return (string)(await answer.JsonAsync(401))["challenge"]!;
    }

    private static Task<HttpResponseMessage> EndAsync(TestApp app, string? challenge, string? code) =>
        app.Api().PostAsJsonAsync("/api/auth/signin/second-factor", new JsonObject { ["challenge"] = challenge, ["code"] = code });
}
