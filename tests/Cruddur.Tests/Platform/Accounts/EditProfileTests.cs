using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Display name and bio.</summary>
public sealed class EditProfileTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task The_change_shows_at_once_in_the_navigation_and_on_cruds_for_guests_too()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("Hello");
        var (pages, guest) = (await app.PagesAsync(Andrew), app.Pages());
        Assert.Contains("Andrew Brown", await guest.ReadAsync("/"), StringComparison.Ordinal);
        using var answer = await pages.FillInAsync("/settings/profile", ("display_name", "  Andy B. "), ("bio", "Says it now.\r\nSleeps later."));
        Assert.Equal("/settings/profile?notice=profile-saved", answer.LeadsTo());

        var mine = await pages.ReadAsync(answer.LeadsTo());
        Assert.Contains("<bdi class=\"profile-name\">Andy B.</bdi>", mine, StringComparison.Ordinal);
        Assert.Contains("Says it now.\nSleeps later.</textarea>", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("Andrew Brown", await guest.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("Andy B.", guest.Text, StringComparison.Ordinal);
        Assert.Contains("Says it now.", await guest.ReadAsync("/@andrew"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task The_API_changes_it_by_either_method_and_answers_with_the_person_in_short(string method)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = await app.ApiAsync(Andrew);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/profile/update") { Content = new StringContent("""{"display_name":"Andy","bio":null}""", System.Text.Encoding.UTF8, "application/json") };
        using var answer = await api.SendAsync(request);
        var person = await answer.JsonAsync();
        Assert.Equal(("andrew", "Andy", ""), ((string)person["handle"]!, (string)person["display_name"]!, (string)person["bio"]!));
        Assert.Null(person["email"]);

        using var me = await api.GetAsync("/api/profile/me");
        Assert.Equal("Andy", (string)(await me.JsonAsync())["display_name"]!);
        using var other = await app.Api().GetAsync("/api/users/@ANDREW/short");
        Assert.Equal(Andrew.Uuid, (Guid)(await other.JsonAsync())["uuid"]!);
    }

    [Theory]
    [InlineData("""{"bio":"x"}""", """["display_name_blank"]""")]
    [InlineData("""{"display_name":" \u200b "}""", """["display_name_blank"]""")]
    [InlineData("""{"display_name":"123456789012345678901234567890123456789012345678901"}""", """["display_name_exceed_max_chars"]""")]
    [InlineData("[]", """["json_invalid"]""")]
    public async Task What_does_not_fit_is_told_by_code(string body, string codes)
    {
        using var answer = await (await shared.App.ApiAsync(Andrew)).PostJsonAsync("/api/profile/update", body);
        Assert.Equal(codes, await answer.BodyAsync(body == "[]" ? 400 : 422));
    }

    [Fact]
    public async Task Limits_count_characters_as_people_see_codes_and_all_faults_are_told_with_what_was_typed()
    {
        var pages = await shared.App.PagesAsync(Bayko);
        using var fits = await pages.FillInAsync("/settings/profile", ("display_name", new string('\u00e9', 50)), ("bio", string.Concat(Enumerable.Repeat("\U0001F4A3", 160))));
        Assert.Equal("/settings/profile?notice=profile-saved", fits.LeadsTo());
        using var refused = await pages.FillInAsync("/settings/profile", ("display_name", ""), ("bio", new string('x', 161)));
        await refused.BodyAsync(422);
        Assert.Contains("Enter a display name", pages.Text, StringComparison.Ordinal);
        Assert.Contains("at most 160 characters.", pages.Text, StringComparison.Ordinal);
        Assert.Contains(new string('x', 161), pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_404_in_short()
    {
        Assert.Equal(404, await shared.App.Api().StatusAsync("/api/users/@nobody/short"));
        Assert.Equal(401, await shared.App.Api().StatusAsync("/api/profile/me"));
    }
}
