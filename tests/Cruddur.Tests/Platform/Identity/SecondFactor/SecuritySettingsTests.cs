using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.SecondFactor;

/// <summary>Switching the authenticator app on and off, recovery codes, and proving by a code that it is still oneself.</summary>
public sealed class SecuritySettingsTests(PostgresCluster cluster)
{
    [Fact]
    public async Task The_key_is_shown_as_picture_link_and_text_and_kept_encrypted()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        await pages.ReadAsync("/settings/security/app");
        var key = AppSteps.KeyOn(pages);
        Assert.Contains("otpauth://totp/Cruddur:andrew?secret=", pages.Text, StringComparison.Ordinal);
        Assert.Contains("<svg class=\"qr\"", pages.Html, StringComparison.Ordinal);
        Assert.Contains($"<code>{string.Join(' ', key.Chunk(4).Select(part => new string(part)))}</code>", pages.Html, StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.authenticators"));

        var phone = await AppSteps.SetUpAsync(app, pages);
        Assert.DoesNotContain(phone.Key, await app.ValueAsync<string>("select key from platform.authenticators"), StringComparison.Ordinal);
        await pages.ReadAsync("/settings/security");
        Assert.Contains("10 of 10 are left", pages.Text, StringComparison.Ordinal);
        Assert.Empty(AppSteps.CodesOn(pages));
    }

    [Theory]
    [InlineData("", "Enter the code")]
    [InlineData("000000", "not right")]
    public async Task A_wrong_code_switches_nothing_on_and_the_key_stays(string code, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        await pages.ReadAsync("/settings/security/app");
        var key = AppSteps.KeyOn(pages);
        using var answer = await pages.SubmitAsync("/settings/security/app", new Dictionary<string, string> { ["code"] = code });
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Equal(key, AppSteps.KeyOn(pages));
        Assert.Equal(0, await app.CountAsync("platform.authenticators"));
    }

    [Fact]
    public async Task A_key_is_good_for_half_an_hour_for_its_person_alone_and_not_when_changed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ConfirmedAsync(Andrew), await app.ConfirmedAsync(Bayko));
        await andrew.ReadAsync("/settings/security/app");
        var (key, stolen) = (AppSteps.KeyOn(andrew), andrew.HiddenFields("/settings/security/app")["key"]);
        await bayko.ReadAsync("/settings/security/app");
        foreach (var forged in new[] { stolen, stolen[..^4] + "AAAA", "", "x" })
        {
            await bayko.ReadAsync("/settings/security/app");
            using var refused = await bayko.SubmitAsync("/settings/security/app", new Dictionary<string, string> { ["key"] = forged, ["code"] = AppSteps.CodeOf(app, key) });
            Assert.Equal("/settings/security/app", refused.LeadsTo());
        }
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        await andrew.ConfirmAsync();
        await andrew.ReadAsync("/settings/security/app");
        using var late = await andrew.SubmitAsync("/settings/security/app", new Dictionary<string, string> { ["key"] = stolen, ["code"] = AppSteps.CodeOf(app, key) });
        Assert.Equal("/settings/security/app", late.LeadsTo());
        Assert.Equal(0, await app.CountAsync("platform.authenticators"));
    }

    [Fact]
    public async Task Switching_on_and_off_is_noted_and_mailed_and_ends_other_sessions_if_one_wishes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (pages, other) = (await app.ConfirmedAsync(Andrew), await app.ApiAsync(Andrew));
        await AppSteps.SetUpAsync(app, pages, endsOthers: false);
        Assert.Equal(200, await other.StatusAsync("/api/profile/me"));

        await pages.ReadAsync("/settings/security");
        using var off = await pages.SubmitAsync("/settings/security/app/off", new Dictionary<string, string> { ["end_others"] = "true" });
        Assert.Equal("/settings/security?notice=app-off", off.LeadsTo());
        Assert.Equal(401, await other.StatusAsync("/api/profile/me"));
        await pages.ReadAsync("/settings");
        Assert.Equal(0, await app.CountAsync("platform.authenticators"));
        Assert.Equal(0, await app.CountAsync("platform.recovery_codes"));
        Assert.Equal("authenticator.on authenticator.off", await app.ValueAsync<string>("select string_agg(action, ' ' order by at, uuid) from platform.audit where subject_uuid = $1", Andrew.Uuid));
        Assert.Equal("Your authenticator app is on|Your authenticator app is off",
            await app.ValueAsync<string>("select string_agg(subject, '|' order by created_at, uuid) from platform.mails where recipient = $1", Andrew.Email));

        using var signIn = await app.Api().SignInAsync(Andrew.Email, Password);
        await signIn.BodyAsync(200);
    }

    [Fact]
    public async Task Sending_the_form_twice_keeps_the_first_app_and_its_codes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (one, two) = (await app.ConfirmedAsync(Andrew), await app.ConfirmedAsync(Andrew));
        await two.ReadAsync("/settings/security/app");
        var late = AppSteps.KeyOn(two);
        var phone = await AppSteps.SetUpAsync(app, one);
        using var second = await two.SubmitAsync("/settings/security/app", new Dictionary<string, string> { ["code"] = AppSteps.CodeOf(app, late) });
        Assert.Equal("/settings/security", second.LeadsTo());
        var pages = await AppSteps.AfterPasswordAsync(app, Andrew);
        using var answer = await AppSteps.EnterAsync(pages, phone.RecoveryCodes[3]);
        Assert.Equal("/explore", answer.LeadsTo());
    }

    [Fact]
    public async Task New_recovery_codes_make_the_old_ones_worthless_and_few_are_warned_of()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        var phone = await AppSteps.SetUpAsync(app, pages);
        await app.SqlAsync("delete from platform.recovery_codes where ctid <> all (array(select ctid from platform.recovery_codes limit 1))");
        await pages.ReadAsync("/settings/security");
        Assert.Contains("Only 1 of your recovery codes is left.", pages.Text, StringComparison.Ordinal);
        using var renewed = await pages.SubmitAsync("/settings/security/recovery-codes", new Dictionary<string, string>());
        await renewed.BodyAsync(200);
        var codes = AppSteps.CodesOn(pages);
        Assert.Equal(10, codes.Except(phone.RecoveryCodes).Count());

        var signIn = await AppSteps.AfterPasswordAsync(app, Andrew);
        using var old = await AppSteps.EnterAsync(signIn, phone.RecoveryCodes[1]);
        await old.BodyAsync(422);
        using var answer = await AppSteps.EnterAsync(signIn, codes[9]);
        Assert.Equal("/explore", answer.LeadsTo());
    }

    [Fact]
    public async Task What_changes_a_factor_asks_first_who_it_is_and_a_code_is_an_answer()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var phone = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/settings/security");
        foreach (var path in new[] { "/settings/security/app/off", "/settings/security/recovery-codes" })
        {
            await pages.ReadAsync("/settings/security");
            using var refused = await pages.SubmitAsync(path, new Dictionary<string, string>());
            Assert.Equal("/settings/confirm?return_to=%2Fsettings%2Fsecurity", refused.LeadsTo());
        }
        Assert.Equal(1, await app.CountAsync("platform.authenticators"));

        await pages.ReadAsync("/settings/confirm?return_to=/settings/delete");
        using var wrong = await pages.SubmitAsync("/settings/confirm/code", new Dictionary<string, string> { ["code"] = "000000" });
        await wrong.BodyAsync(422);
        Assert.Contains("not right", pages.Text, StringComparison.Ordinal);
        using var right = await pages.SubmitAsync("/settings/confirm/code", new Dictionary<string, string> { ["code"] = phone.Code });
        Assert.Equal("/settings/delete", right.LeadsTo());
        await pages.ReadAsync("/settings/delete");
    }

    [Fact]
    public async Task Who_has_no_app_is_not_offered_to_confirm_by_a_code_and_cannot()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/settings/confirm");
        Assert.DoesNotContain("/settings/confirm/code", pages.Html, StringComparison.Ordinal);
        var fields = pages.HiddenFields("/settings/confirm");
        fields["code"] = "123456";
        using var answer = await pages.PostAsync("/settings/confirm/code", fields);
        await answer.BodyAsync(422);
    }
}
