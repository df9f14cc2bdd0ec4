using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Another password.</summary>
public sealed class ChangePasswordTests(PostgresCluster cluster)
{
    private const string New = "four odd teapots singing";

    [Fact]
    public async Task It_changes_and_every_other_session_and_token_ends_at_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (here, there, token, other) = (await app.PagesAsync(Andrew), await app.PagesAsync(Andrew), await app.ApiAsync(Andrew), await app.PagesAsync(Bayko));
        await there.ReadAsync("/settings");
        Assert.Equal(200, await token.StatusAsync("/api/profile/me"));
        using var answer = await here.FillInAsync("/settings/password", ("old_password", Password), ("password", New));
        Assert.Equal("/settings/password?notice=password-changed", answer.LeadsTo());
        await here.ReadAsync("/settings");
        await other.ReadAsync("/settings");
        using var gone = await there.OpenAsync("/settings");
        Assert.StartsWith("/signin", gone.LeadsTo(), StringComparison.Ordinal);
        Assert.Equal(401, await token.StatusAsync("/api/profile/me"));

        using var old = await app.Api().SignInAsync(Andrew.Email, Password);
        await old.BodyAsync(401);
        using var signedIn = await app.Api().SignInAsync(Andrew.Email, New);
        await signedIn.BodyAsync(200);
        Assert.Equal("andrew@example.com: Your password is changed", await app.ValueAsync<string>("select string_agg(recipient || ': ' || subject, ', ') from platform.mails"));
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.audit where action = 'user.password' and subject_uuid = $1", Andrew.Uuid));
    }

    [Theory]
    [InlineData("", New, "Enter the password that you have now.")]
    [InlineData("wrong", New, "That is not your password.")]
    [InlineData(Password, "", "Enter your password.")]
    [InlineData(Password, "short", "at least 8 characters.")]
    [InlineData(Password, "password1", "among those that are tried first")]
    [InlineData(Password, "andrew@example.com", "among those that are tried first")]
    public async Task What_does_not_fit_is_told_and_nothing_changes(string old, string wanted, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (here, there) = (await app.PagesAsync(Andrew), await app.PagesAsync(Andrew));
        using var answer = await here.FillInAsync("/settings/password", ("old_password", old), ("password", wanted));
        await answer.BodyAsync(422);
        Assert.Contains(sentence, here.Text, StringComparison.Ordinal);
        if (wanted.Length > 0) Assert.DoesNotContain($"value=\"{wanted}\"", here.Html, StringComparison.Ordinal);
        await there.ReadAsync("/settings");
        using var signedIn = await app.Api().SignInAsync(Andrew.Email, Password);
        await signedIn.BodyAsync(200);
    }
}
