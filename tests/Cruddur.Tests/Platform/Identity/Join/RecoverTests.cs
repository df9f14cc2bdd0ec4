using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.Outbox;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.Join;

/// <summary>Forgotten passwords, and limits that keep guessers out and nobody else.</summary>
public sealed class RecoverTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_code_by_mail_sets_a_password_ends_every_session_and_is_told()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (api, phone) = (app.Api(), await app.ApiAsync(Andrew));
        Assert.Equal(404, await ProbeAsync(phone));
        using var asked = await api.AskAsync("/api/auth/recover", ("email", " ANDREW@example.com"));
        Assert.Equal("{}", await asked.BodyAsync(200));
        var code = (await app.NewestMailAsync(Andrew.Email)).Code;
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        using var weak = await ResetAsync(api, Andrew.Email, code, "andrew brown");
        Assert.Equal("""["password_common"]""", await weak.BodyAsync(422));
        using var reset = await ResetAsync(api, Andrew.Email, code, NewPassword);
        Assert.Equal("{}", await reset.BodyAsync(200));
        Assert.Equal(401, await ProbeAsync(phone));
        Assert.Equal("Your password is changed", (await app.NewestMailAsync(Andrew.Email)).Subject);
        using var again = await ResetAsync(api, Andrew.Email, code, "another good password");
        Assert.Equal("""["code_invalid"]""", await again.BodyAsync(422));

        using var old = await api.SignInAsync(Andrew.Email, Password);
        await old.BodyAsync(401);
        using var now = await api.SignInAsync("andrew", NewPassword);
        await now.BodyAsync(200);
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.audit where action = 'user.recover' and subject_uuid = $1", Andrew.Uuid));
    }

    [Theory]
    [InlineData("", "", "", """["email_blank","code_blank","password_blank"]""")]
    [InlineData("andrew@example.com", "123456", "short", """["password_too_short"]""")]
    [InlineData("andrew@example.com", "123456", NewPassword, """["code_invalid"]""")]
    [InlineData("nobody@example.com", "123456", NewPassword, """["code_invalid"]""")]
    public async Task Anything_else_is_refused_alike(string email, string code, string password, string codes)
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await ResetAsync(app.Api(), email, code, password);
        Assert.Equal(codes, await answer.BodyAsync(422));
    }

    [Fact]
    public async Task An_address_that_nobody_has_gets_no_mail_and_one_that_waits_gets_its_code_to_confirm()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var nobody = await api.AskAsync("/api/auth/recover", ("email", "nobody@example.com"));
        Assert.Equal("{}", await nobody.BodyAsync(200));
        Assert.Empty(await app.MailsAsync());
        using var signedUp = await api.SignUpAsync("delenn@example.com", "delenn");
        await app.RunJobsAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var waiting = await api.AskAsync("/api/auth/recover", ("email", "delenn@example.com"));
        using var confirmed = await api.AskAsync("/api/auth/confirm", ("email", "delenn@example.com"), ("code", (await app.NewestMailAsync("delenn@example.com")).Code));
        await confirmed.BodyAsync(200);
    }

    [Fact]
    public async Task A_disabled_account_neither_signs_in_nor_recovers_and_nobody_sees_why()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set disabled_at = $1 where uuid = $2", app.Now, Andrew.Uuid);
        using var signIn = await app.Api().SignInAsync(Andrew.Email, Password);
        Assert.Equal("{}", await signIn.BodyAsync(401));
        using var recover = await app.Api().AskAsync("/api/auth/recover", ("email", Andrew.Email));
        Assert.Equal("{}", await recover.BodyAsync(200));
        Assert.Empty(await app.MailsAsync());
    }

    [Fact]
    public async Task Whoever_uses_up_the_tries_of_an_account_keeps_its_owner_out_of_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var owner = app.Pages();
        await owner.ReadAsync("/signin");
        using var before = await SignInAsync(owner, Password);
        Assert.Equal(303, (int)before.StatusCode);
        owner.Cookies.Remove(Sessions.CookieName);

        await app.SqlAsync("update platform.attempts set count = 25 where bucket = 'signin:account:andrew@example.com'");
        var thief = app.Pages();
        await thief.ReadAsync("/signin");
        using var kept = await SignInAsync(thief, Password);
        Assert.Equal(429, (int)kept.StatusCode);
        await owner.ReadAsync("/signin");
        using var comes = await SignInAsync(owner, Password);
        Assert.Equal(303, (int)comes.StatusCode);

        // The browser's own tries are limited as well, and its mark is worth nothing for another account.
        owner.Cookies.Remove(Sessions.CookieName);
        for (var number = 0; number < 24; number++)
        {
            if (number == 20) await app.SqlAsync("delete from platform.attempts where bucket like 'signin:address:%'");
            await owner.ReadAsync("/signin");
            using var wrong = await SignInAsync(owner, "wrong");
            Assert.Equal(401, (int)wrong.StatusCode);
        }
        await app.SqlAsync("delete from platform.attempts where bucket like 'signin:address:%'");
        using var over = await SignInAsync(owner, Password);
        Assert.Equal(429, (int)over.StatusCode);

        // Whoever reads the mail comes in from any browser.
        using var asked = await app.Api().AskAsync("/api/auth/recover", ("email", Andrew.Email));
        var fresh = app.Pages();
        await fresh.ReadAsync($"/forgot?email={Andrew.Email}");
        using var reset = await fresh.SubmitAsync("/forgot/reset", new Dictionary<string, string>
        {
            ["email"] = Andrew.Email,
            ["code"] = (await app.NewestMailAsync(Andrew.Email)).Code,
            ["password"] = NewPassword,
            ["password_again"] = NewPassword,
        });
        Assert.Equal((303, "/forgot/done"), ((int)reset.StatusCode, reset.Header("Location")));
        await fresh.ReadAsync("/signin");
        using var recovered = await SignInAsync(fresh, NewPassword);
        Assert.Equal(303, (int)recovered.StatusCode);
    }

    private static Task<HttpResponseMessage> SignInAsync(PageClient pages, string password) =>
        pages.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = password });

    private static Task<HttpResponseMessage> ResetAsync(HttpClient api, string email, string code, string password) =>
        api.AskAsync("/api/auth/recover/confirm", ("email", email), ("code", code), ("password", password));

    private static async Task<int> ProbeAsync(HttpClient api)
    {
        using var answer = await api.DeleteAsync("/api/activities/01890000-0000-7000-8000-000000000000");
        return (int)answer.StatusCode;
    }
}
