using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Dangerous changes ask for the password again.</summary>
public sealed class SudoTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task A_dangerous_page_asks_for_the_password_and_then_goes_on_where_it_was_for_15_minutes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        using var refused = await pages.OpenAsync("/settings/delete");
        Assert.Equal("/settings/confirm?return_to=%2Fsettings%2Fdelete", refused.LeadsTo());
        await pages.ReadAsync(refused.LeadsTo());
        using var confirmed = await pages.SubmitAsync("/settings/confirm", new Dictionary<string, string> { ["password"] = Password });
        Assert.Equal("/settings/delete", confirmed.LeadsTo());
        await pages.ReadAsync("/settings/delete");

        app.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await pages.ReadAsync("/settings/delete");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var over = await pages.OpenAsync("/settings/delete");
        Assert.StartsWith("/settings/confirm", over.LeadsTo(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_session_of_the_same_person_is_not_believed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (laptop, phone) = (await app.ConfirmedAsync(Andrew), await app.PagesAsync(Andrew));
        await laptop.ReadAsync("/settings/delete");
        using var answer = await phone.OpenAsync("/settings/delete");
        Assert.StartsWith("/settings/confirm", answer.LeadsTo(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_after_the_time_asks_again_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        await pages.ReadAsync("/settings/delete");
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        using var answer = await pages.SubmitAsync("/settings/delete", new Dictionary<string, string> { ["handle"] = Andrew.Handle });
        Assert.StartsWith("/settings/confirm", answer.LeadsTo(), StringComparison.Ordinal);
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from users where delete_at is not null"));
    }

    [Theory]
    [InlineData("/settings/email", "email", "zoë@new.example")]
    [InlineData("/settings/username", "handle", "andrew_the_second")]
    [InlineData("/settings/tokens", "token_name", "my \"cron\" job")]
    public async Task What_was_typed_into_it_is_there_again_after_the_proof_for_its_author_alone(string path, string field, string value)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (pages, bayko) = (await app.ConfirmedAsync(Andrew), await app.ConfirmedAsync(Bayko));
        await pages.ReadAsync(path);
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        using var late = await pages.SubmitAsync(path, new Dictionary<string, string> { [field] = value, ["scope"] = "write", ["days"] = "30" });
        Assert.DoesNotContain(value, late.LeadsTo(), StringComparison.Ordinal);
        await pages.ReadAsync(late.LeadsTo());
        using var confirmed = await pages.SubmitAsync("/settings/confirm", new Dictionary<string, string> { ["password"] = Password });
        await pages.ReadAsync(confirmed.LeadsTo());
        Assert.Contains($"value=\"{value}\"", pages.Text, StringComparison.Ordinal);
        if (field == "token_name") Assert.Matches("value=\"write\"[^>]* checked", pages.Html);

        await bayko.ConfirmAsync();
        await bayko.ReadAsync(confirmed.LeadsTo());
        Assert.DoesNotContain(value, bayko.Text, StringComparison.Ordinal);
        await bayko.ReadAsync($"{path}?typed=nonsense");
    }

    [Theory]
    [InlineData("", "Enter your password.")]
    [InlineData("wrong", "That is not your password.")]
    public async Task A_wrong_password_is_told_and_confirms_nothing(string password, string sentence)
    {
        var app = shared.App;
        var pages = await app.PagesAsync(Bayko);
        using var answer = await pages.FillInAsync("/settings/confirm", ("password", password), ("return_to", "/settings/delete"));
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Equal("/settings/delete", pages.HiddenFields("/settings/confirm")["return_to"]);
        using var refused = await pages.OpenAsync("/settings/delete");
        Assert.StartsWith("/settings/confirm", refused.LeadsTo(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_ten_tries_even_the_right_password_must_wait()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        for (var tried = 0; tried < 10; tried++)
        {
            using var wrong = await pages.FillInAsync("/settings/confirm", ("password", "wrong"));
            await wrong.BodyAsync(422);
        }
        using var answer = await pages.FillInAsync("/settings/confirm", ("password", Password));
        await answer.BodyAsync(429);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("")]
    public async Task Confirming_never_leads_off_the_site(string back)
    {
        var pages = await shared.App.PagesAsync(Londo);
        using var answer = await pages.FillInAsync("/settings/confirm", ("password", Password), ("return_to", back));
        Assert.Equal("/settings", answer.LeadsTo());
    }

    [Theory]
    [InlineData("DELETE", "/api/profile")]
    [InlineData("PUT", "/api/profile/email")]
    [InlineData("PUT", "/api/profile/password")]
    [InlineData("PUT", "/api/profile/username")]
    [InlineData("POST", "/api/tokens")]
    public async Task Tokens_are_told_that_they_cannot_and_where_people_can(string method, string path)
    {
        using var answer = await (await shared.App.ApiAsync(Andrew)).SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var problem = await answer.JsonAsync(403);
        Assert.Contains("Settings", (string)problem["detail"]!, StringComparison.Ordinal);
    }
}
