using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Another @name.</summary>
public sealed class ChangeUsernameTests(PostgresCluster cluster)
{
    [Fact]
    public async Task The_new_name_shows_at_once_and_the_old_one_leads_there_for_30_days()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("Hello", "30-days");
        await app.Pages().ReadAsync("/");
        await ChangeAsync(app, "Andy");
        Assert.Contains("@andy", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);

        var leads = new (string Method, string Path, int Status, string To)[]
        {
            ("GET", "/@andrew", 301, "/@andy"),
            ("GET", "/@Andrew?before=1_00000000-0000-7000-8000-000000000009", 301, "/@andy?before=1_00000000-0000-7000-8000-000000000009"),
            ("GET", "/api/activities/@andrew", 301, "/api/activities/@andy"),
            ("GET", "/api/users/@andrew/short", 301, "/api/users/@andy/short"),
            ("PUT", "/api/users/@andrew/follow", 308, "/api/users/@andy/follow"),
        };
        var bayko = await app.ApiAsync(Bayko);
        foreach (var (method, path, status, to) in leads)
        {
            using var answer = await bayko.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            Assert.Equal((path, status, to), (path, (int)answer.StatusCode, answer.Header("Location")));
        }
        Assert.Equal(200, await app.Api().StatusAsync($"/api/activities/@andrew/status/{crud.Uuid}"));

        app.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(404, await bayko.StatusAsync("/api/activities/@andrew"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("platform.handles"));
    }

    [Fact]
    public async Task The_old_name_is_its_owners_alone_for_30_days()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await ChangeAsync(app, "andy");
        using var refused = await TryAsync(app, Bayko, "andrew");
        await refused.BodyAsync(422);
        app.Clock.Advance(TimeSpan.FromDays(8));
        using var back = await TryAsync(app, Andrew, "andrew");
        Assert.Equal("/settings/username?notice=username-changed", back.LeadsTo());
        Assert.Equal("andy", await app.ValueAsync<string>("select string_agg(handle, ' ') from platform.handles"));
        app.Clock.Advance(TimeSpan.FromDays(30));
        using var taken = await TryAsync(app, Bayko, "andy");
        Assert.Equal("/settings/username?notice=username-changed", taken.LeadsTo());
    }

    [Fact]
    public async Task Once_a_week_is_enough()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await ChangeAsync(app, "andy");
        app.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        using var soon = await TryAsync(app, Andrew, "andyb");
        await soon.BodyAsync(422);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await ChangeAsync(app, "andyb");
    }

    [Theory]
    [InlineData("", "Enter a username.")]
    [InlineData("ab", "3 to 20 characters")]
    [InlineData("abcdefghijklmnopqrstu", "3 to 20 characters")]
    [InlineData("and rew", "3 to 20 characters")]
    [InlineData("andré", "3 to 20 characters")]
    [InlineData("admin", "kept for Cruddur")]
    [InlineData("Bayko", "is taken")]
    [InlineData("andrew", "is your username already")]
    public async Task What_does_not_fit_is_told_and_stays_in_the_field(string wanted, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var answer = await pages.FillInAsync("/settings/username", ("handle", wanted));
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Contains($"name=\"handle\" value=\"{wanted}\"", pages.Text, StringComparison.Ordinal);
        Assert.Equal("andrew", await app.ValueAsync<string>("select handle from users where uuid = $1", Andrew.Uuid));
    }

    [Fact]
    public async Task Of_two_who_want_the_same_at_once_one_gets_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var people = new[] { Andrew, Bayko, Londo };
        var answers = await Task.WhenAll(people.Select(person => TryAsync(app, person, "wanted")));
        Assert.Single(answers, answer => (int)answer.StatusCode == 303);
        Assert.Equal(2, answers.Count(answer => (int)answer.StatusCode == 422));
        Assert.Equal(1, await app.CountAsync("platform.handles"));
    }

    private static async Task ChangeAsync(TestApp app, string wanted)
    {
        using var answer = await TryAsync(app, Andrew, wanted);
        Assert.Equal("/settings/username?notice=username-changed", answer.LeadsTo());
    }

    private static async Task<HttpResponseMessage> TryAsync(TestApp app, Person person, string wanted) =>
        await (await app.ConfirmedAsync(person)).FillInAsync("/settings/username", ("handle", wanted));
}
