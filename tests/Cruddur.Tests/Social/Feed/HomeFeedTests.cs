using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Feed;

public sealed class HomeFeedTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Home_shows_a_person_their_own_cruds_and_those_of_the_people_they_follow()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await EverybodyPostsAsync(app);
        await FollowAsync(app, Andrew, Bayko);
        var andrew = await app.ApiAsync(Andrew);
        Assert.Equal(["by bayko", "by andrew"], await andrew.MessagesAsync("/api/activities/home"));
        Assert.Equal(["by londo", "by bayko", "by andrew"], await andrew.MessagesAsync("/api/activities/explore"));
        var home = await (await app.PagesAsync(Andrew)).ReadAsync("/");
        Assert.Contains("by bayko", home, StringComparison.Ordinal);
        Assert.DoesNotContain("by londo", home, StringComparison.Ordinal);
        Assert.Contains("by londo", await (await app.PagesAsync(Andrew)).ReadAsync("/explore"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_followed_changes_nothing_at_home()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await EverybodyPostsAsync(app);
        await FollowAsync(app, Andrew, Bayko);
        await FollowAsync(app, Bayko, Londo);
        Assert.Equal(["by londo", "by bayko"], await (await app.ApiAsync(Bayko)).MessagesAsync("/api/activities/home"));
    }

    [Fact]
    public async Task Newcomers_and_guests_see_everybody()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await EverybodyPostsAsync(app);
        string[] everybody = ["by londo", "by bayko", "by andrew"];
        Assert.Equal(everybody, await (await app.ApiAsync(Londo)).MessagesAsync("/api/activities/home"));
        Assert.Equal(everybody, await app.Api().MessagesAsync("/api/activities/home"));
        foreach (var text in everybody) Assert.Contains(text, await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_home_says_what_to_do_next()
    {
        await using var app = await TestApp.StartAsync(cluster);
        Assert.Equal("[]", await (await app.Api().GetAsync("/api/activities/home")).BodyAsync(200));
        Assert.Contains("Sign in and say something", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("See everyone’s cruds", await (await app.PagesAsync(Andrew)).ReadAsync("/"), StringComparison.Ordinal);
    }

    private static async Task EverybodyPostsAsync(TestApp app)
    {
        foreach (var person in All)
        {
            await (await app.ApiAsync(person)).PostCrudAsync($"by {person.Handle}");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static Task FollowAsync(TestApp app, Person follower, Person followed) =>
        app.SqlAsync("insert into follows (follower_uuid, followed_uuid, created_at) values ($1, $2, $3)", follower.Uuid, followed.Uuid, app.Now);
}
