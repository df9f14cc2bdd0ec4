using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Another e-mail address.</summary>
public sealed partial class ChangeEmailTests(PostgresCluster cluster)
{
    private const string New = "andy@elsewhere.example";

    [Fact]
    public async Task The_code_goes_to_the_new_address_the_old_one_is_told_and_both_at_the_end()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/email", ("email", $" {New} "));
        Assert.Equal("/settings/email", asked.LeadsTo());
        Assert.Contains(New, await pages.ReadAsync("/settings/email"), StringComparison.Ordinal);
        Assert.Equal("andrew@example.com: Your address is about to change, andy@elsewhere.example: Confirm your new address", await MailsAsync(app));
        Assert.DoesNotMatch(@"\b\d{6}\b", await TextAsync(app, Andrew.Email));
        var code = await CodeAsync(app);

        await app.SqlAsync("delete from platform.mails");
        using var confirmed = await pages.SubmitAsync("/settings/email/confirm", new Dictionary<string, string> { ["code"] = $" {code[..3]} {code[3..]} " });
        Assert.Equal("/settings/email?notice=email-changed", confirmed.LeadsTo());
        Assert.Equal("andrew@example.com: Your address is changed, andy@elsewhere.example: Your address is changed", await MailsAsync(app));
        Assert.DoesNotContain(New, await TextAsync(app, Andrew.Email), StringComparison.Ordinal);
        using var old = await app.Api().SignInAsync(Andrew.Email, Password);
        await old.BodyAsync(401);
        using var signedIn = await app.Api().SignInAsync(New, Password);
        await signedIn.BodyAsync(200);

        // Used up: the same code is good for nothing now.
        await pages.ReadAsync("/settings/email");
        using var again = await pages.PostAsync("/settings/email/confirm", new Dictionary<string, string>(pages.HiddenFields("/settings/email")) { ["code"] = code });
        await again.BodyAsync(422);
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes_and_five_tries()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/email", ("email", New));
        var code = await CodeAsync(app);
        await pages.ReadAsync("/settings/email");
        var wrong = code == "123456" ? "654321" : "123456";
        for (var tried = 0; tried < 5; tried++)
        {
            using var refused = await pages.SubmitAsync("/settings/email/confirm", new Dictionary<string, string> { ["code"] = wrong });
            await refused.BodyAsync(422);
            Assert.Contains("That code is wrong", pages.Text, StringComparison.Ordinal);
        }
        using var late = await pages.SubmitAsync("/settings/email/confirm", new Dictionary<string, string> { ["code"] = code });
        await late.BodyAsync(429);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.DoesNotContain("/settings/email/confirm", await pages.ReadAsync("/settings/email"), StringComparison.Ordinal);
        Assert.Equal(Andrew.Email, await app.ValueAsync<string>("select email from users where handle = 'andrew'"));
    }

    [Fact]
    public async Task An_address_that_somebody_has_looks_like_any_other_and_its_owner_is_told()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/email", ("email", "BAYKO@example.com"));
        Assert.Equal("/settings/email", asked.LeadsTo());
        Assert.Contains("/settings/email/confirm", await pages.ReadAsync("/settings/email"), StringComparison.Ordinal);
        Assert.Equal("andrew@example.com: Your address is about to change, BAYKO@example.com: Somebody wants to use your address", await MailsAsync(app));
        Assert.DoesNotMatch(@"\b\d{6}\b", await TextAsync(app, "BAYKO@example.com"));
    }

    [Fact]
    public async Task An_address_taken_in_the_meantime_is_refused()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/email", ("email", New));
        var code = await CodeAsync(app);
        await app.SqlAsync("update users set email = $1 where handle = 'bayko'", New);
        await pages.ReadAsync("/settings/email");
        using var refused = await pages.SubmitAsync("/settings/email/confirm", new Dictionary<string, string> { ["code"] = code });
        await refused.BodyAsync(422);
        Assert.Contains("Somebody has an account with that address", pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_may_keep_the_old_address()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/email", ("email", New));
        await pages.ReadAsync("/settings/email");
        using var kept = await pages.SubmitAsync("/settings/email/cancel", new Dictionary<string, string>());
        Assert.Equal("/settings/email?notice=email-cancelled", kept.LeadsTo());
        Assert.Equal(0, await app.CountAsync("platform.codes"));
    }

    [Theory]
    [InlineData("", "Enter your e-mail address.")]
    [InlineData("nothing", "That is not an e-mail address.")]
    [InlineData("Andy <andy@example.com>", "That is not an e-mail address.")]
    [InlineData("ANDREW@example.com", "That is your address already.")]
    public async Task What_does_not_fit_is_told_and_stays_in_the_field(string typed, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var answer = await pages.FillInAsync("/settings/email", ("email", typed));
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{typed}\"", pages.Text, StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.mails"));
    }

    private static Task<string> MailsAsync(TestApp app) =>
        app.ValueAsync<string>("select string_agg(recipient || ': ' || subject, ', ' order by lower(recipient)) from platform.mails");

    private static Task<string> TextAsync(TestApp app, string recipient) => app.ValueAsync<string>("select text from platform.mails where recipient = $1", recipient);

    private static async Task<string> CodeAsync(TestApp app) => Digits().Match(await TextAsync(app, New)).Value;

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex Digits();
}
