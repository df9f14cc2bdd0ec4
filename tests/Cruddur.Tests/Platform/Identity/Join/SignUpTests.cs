using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.Outbox;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.Join;

/// <summary>Signing up by the API, as far as it is confirmed or given up.</summary>
public sealed class SignUpTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Email = "Delenn@Example.com";

    [Fact]
    public async Task A_code_by_mail_makes_the_account_and_signs_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var asked = await api.SignUpAsync(Email, "@Delenn");
        Assert.Equal("{}", await asked.BodyAsync(200));
        Assert.Equal((3, 404), ((int)await app.CountAsync("users"), await api.StatusAsync("/api/activities/@delenn")));

        using var early = await api.SignInAsync(Email, NewPassword);
        Assert.Equal("""["email_unconfirmed"]""", await early.BodyAsync(422));
        using var wrong = await api.SignInAsync(Email, "not the password");
        await wrong.BodyAsync(401);

        var mail = await app.NewestMailAsync(Email);
        Assert.Contains("@delenn", mail.Text, StringComparison.Ordinal);
        using var confirmed = await ConfirmAsync(api, Email.ToUpperInvariant(), $" {mail.Code[..3]} {mail.Code[3..]}");
        var signedIn = await confirmed.JsonAsync();
        Assert.Equal(("delenn", "Delenn"), (signedIn["user"]!["handle"]!.GetValue<string>(), signedIn["user"]!["display_name"]!.GetValue<string>()));
        api.DefaultRequestHeaders.Authorization = new("Bearer", signedIn["token"]!.GetValue<string>());
        Assert.Equal("delenn", (await api.PostCrudAsync("hello")).Handle);
        Assert.Equal((0, 1), ((int)await app.CountAsync("platform.signups"), (int)await app.CountAsync("platform.audit")));

        // The code is used up, and the password works with either name.
        using var again = await ConfirmAsync(api, Email, mail.Code);
        Assert.Equal("""["code_invalid"]""", await again.BodyAsync(422));
        foreach (var login in new[] { Email, "DELENN" })
        {
            using var later = await app.Api().SignInAsync(login, NewPassword);
            await later.BodyAsync(200);
        }
    }

    [Theory]
    [InlineData("", "", "", "", """["display_name_blank","email_blank","handle_blank","password_blank"]""")]
    [InlineData("Delenn", "delenn", "de", "short", """["email_invalid","handle_invalid","password_too_short"]""")]
    [InlineData("Delenn", "delenn@example.com", "Admin", "password1", """["handle_reserved","password_common"]""")]
    [InlineData("Delenn", "delenn@example.com", "delenn", "delenn@example.com", """["password_common"]""")]
    [InlineData("Delenn", "delenn@example.com", "Bayko", NewPassword, """["handle_taken"]""")]
    [InlineData("", "delenn@example.com", "Bayko", NewPassword, """["display_name_blank","handle_taken"]""")]
    [InlineData("123456789012345678901234567890123456789012345678901", "delenn@example.com", "delenn", NewPassword, """["display_name_exceed_max_chars"]""")]
    public async Task What_does_not_fit_is_told_at_once(string name, string email, string username, string password, string codes)
    {
        await shared.App.SqlAsync("delete from platform.attempts");
        using var answer = await shared.App.Api().SignUpAsync(email, username, password, name);
        Assert.Equal(codes, await answer.BodyAsync(422));
        Assert.Equal(0, await shared.App.CountAsync("platform.signups"));
    }

    [Fact]
    public async Task A_known_address_answers_alike_keeps_the_handle_alike_and_its_owner_gets_a_mail()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var known = await api.SignUpAsync("ANDREW@example.com", "somebody");
        Assert.Equal("{}", await known.BodyAsync(200));
        var mail = Assert.Single(await app.MailsAsync());
        Assert.Equal((Andrew.Email, "You have an account already"), (mail.Recipient, mail.Subject));
        Assert.False(await IsAvailableAsync(api, "somebody"));
        using var resent = await api.AskAsync("/api/auth/resend", ("email", Andrew.Email));
        Assert.Equal("{}", await resent.BodyAsync(200));
        Assert.All(await app.MailsAsync(), one => Assert.DoesNotMatch(@"\b\d{6}\b", one.Text));
        using var guess = await ConfirmAsync(api, Andrew.Email, "123456");
        Assert.Equal("""["code_invalid"]""", await guess.BodyAsync(422));
        using var signIn = await api.SignInAsync("somebody", NewPassword);
        await signIn.BodyAsync(401);
    }

    [Fact]
    public async Task Sent_twice_it_is_taken_once_and_nobody_else_gets_the_handle_or_changes_the_password()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var first = await api.SignUpAsync(Email, "delenn");
        using var second = await api.SignUpAsync(Email, "delenn");
        await second.BodyAsync(200);
        Assert.Single(await app.MailsAsync());
        foreach (var (email, password) in new[] { ("thief@example.com", NewPassword), (Email, "another good password") })
        {
            using var thief = await api.SignUpAsync(email, "delenn", password);
            Assert.Equal("""["handle_taken"]""", await thief.BodyAsync(422));
        }
        Assert.Single(await app.MailsAsync());
    }

    [Fact]
    public async Task Of_several_at_one_address_the_code_says_which_and_the_others_never_become_people()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var stranger = await api.SignUpAsync(Email, "imposter", "the stranger's password");
        var strange = await app.NewestMailAsync(Email);
        using var owner = await api.SignUpAsync(Email, "delenn");
        var mails = await app.MailsAsync();
        var own = mails.Single(mail => mail.Text.Contains("@delenn", StringComparison.Ordinal));
        using var confirmed = await ConfirmAsync(api, Email, own.Code);
        await confirmed.BodyAsync(200);
        using var late = await ConfirmAsync(api, Email, strange.Code);
        Assert.Equal("""["code_invalid"]""", await late.BodyAsync(422));
        Assert.Equal((4, 1), ((int)await app.CountAsync("users"), (int)await app.ValueAsync<long>("select count(*) from users where handle = 'delenn'")));
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes_and_five_tries_and_another_replaces_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var asked = await api.SignUpAsync(Email, "delenn");
        var first = await app.NewestMailAsync(Email);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        using var late = await ConfirmAsync(api, Email, first.Code);
        Assert.Equal("""["code_invalid"]""", await late.BodyAsync(422));

        app.Clock.Advance(TimeSpan.FromMinutes(10));
        using var resent = await api.AskAsync("/api/auth/resend", ("email", Email));
        Assert.Equal("{}", await resent.BodyAsync(200));
        var second = await app.NewestMailAsync(Email);
        for (var number = 0; number < 5; number++)
        {
            using var wrong = await ConfirmAsync(api, Email, second.Code == "111111" ? "222222" : "111111");
            await wrong.BodyAsync(422);
        }
        using var tooMany = await ConfirmAsync(api, Email, second.Code);
        await tooMany.BodyAsync(429);

        app.Clock.Advance(TimeSpan.FromMinutes(10));
        using var third = await api.AskAsync("/api/auth/resend", ("email", Email));
        using var confirmed = await ConfirmAsync(api, Email, (await app.NewestMailAsync(Email)).Code);
        await confirmed.BodyAsync(200);
    }

    [Fact]
    public async Task Who_never_confirms_is_gone_after_a_day_and_the_handle_is_free_before_anything_is_swept()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = app.Api();
        using var asked = await api.SignUpAsync(Email, "delenn");
        Assert.False(await IsAvailableAsync(api, "delenn"));
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True(await IsAvailableAsync(api, "delenn"));
        using var signIn = await api.SignInAsync(Email, NewPassword);
        await signIn.BodyAsync(401);
        using var other = await api.SignUpAsync("mayan@example.com", "delenn");
        await other.BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.SweepAsync();
        Assert.Equal((0, 0), ((int)await app.CountAsync("platform.signups"), (int)await app.CountAsync("platform.mails")));
    }

    [Theory]
    [InlineData("free_one", true, null)]
    [InlineData("@Andrew", false, "handle_taken")]
    [InlineData("admin", false, "handle_reserved")]
    [InlineData("a b", false, "handle_invalid")]
    [InlineData("", false, "handle_blank")]
    public async Task Whether_a_handle_is_free_is_told_with_the_reason(string handle, bool isAvailable, string? error)
    {
        using var answer = await shared.App.Api().GetAsync($"/api/auth/handle?handle={Uri.EscapeDataString(handle)}");
        var found = await answer.JsonAsync();
        Assert.Equal((isAvailable, error), (found["is_available"]!.GetValue<bool>(), found["error"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Five_sign_ups_in_half_an_hour_come_from_one_address()
    {
        await using var app = await TestApp.StartAsync(cluster);
        for (var number = 0; number < 5; number++)
        {
            using var answer = await app.Api().SignUpAsync($"p{number}@example.com", $"person_{number}");
            await answer.BodyAsync(200);
        }
        using var sixth = await app.Api().SignUpAsync("p5@example.com", "person_5");
        await sixth.JsonAsync(429);
        Assert.Equal("1800", sixth.Header("Retry-After"));
    }

    private static Task<HttpResponseMessage> ConfirmAsync(HttpClient api, string email, string code) => api.AskAsync("/api/auth/confirm", ("email", email), ("code", code));

    private static async Task<bool> IsAvailableAsync(HttpClient api, string handle)
    {
        using var answer = await api.GetAsync($"/api/auth/handle?handle={handle}");
        return (await answer.JsonAsync())["is_available"]!.GetValue<bool>();
    }
}
