using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

public sealed class IdempotencyTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task The_same_key_twice_makes_one_crud_and_the_same_answer()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        using var first = await andrew.TryCrudAsync("hello", key: "a");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var second = await andrew.TryCrudAsync("hello", key: "a");
        Assert.Equal(await first.BodyAsync(200), await second.BodyAsync(200));
        // What is the same once it is cleaned is the same request.
        using var third = await andrew.TryCrudAsync(" hello\n", key: "a");
        await third.BodyAsync(200);
        Assert.Equal(1, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Five_at_once_under_one_key_make_one_crud()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        for (var round = 0; round < 5; round++)
        {
            var cruds = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => andrew.PostCrudAsync("hello", key: $"round {round}")));
            Assert.Single(cruds.Distinct());
        }
        Assert.Equal(5, await app.CountAsync("activities"));
    }

    [Theory]
    [InlineData("another text", "7-days")]
    [InlineData("hello", "1-day")]
    public async Task A_key_cannot_name_another_request(string message, string ttl)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await andrew.PostCrudAsync("hello", key: "a");
        using var answer = await andrew.TryCrudAsync(message, ttl, "a");
        Assert.Equal("""["idempotency_key_reused"]""", await answer.BodyAsync(422));
        Assert.Equal(1, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Two_people_may_use_the_same_key()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrews = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello", key: "a");
        var baykos = await (await app.ApiAsync(Bayko)).PostCrudAsync("hello", key: "a");
        Assert.NotEqual(andrews.Uuid, baykos.Uuid);
        Assert.Equal("bayko", baykos.Handle);
    }

    [Fact]
    public async Task A_key_is_free_again_after_24_hours_swept_or_not()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var first = await andrew.PostCrudAsync("hello", key: "a");
        app.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(first, await andrew.PostCrudAsync("hello", key: "a"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await andrew.PostCrudAsync("another text", key: "a");
        Assert.NotEqual(first.Uuid, second.Uuid);
        app.Clock.Advance(TimeSpan.FromHours(24));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("platform.idempotency_keys"));
        await andrew.PostCrudAsync("a third text", key: "a");
    }

    [Fact]
    public async Task A_repetition_after_the_crud_has_gone_says_that_it_is_gone_and_posts_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await andrew.PostCrudAsync("hello", "1-hour", "expired");
        var deleted = await andrew.PostCrudAsync("hello", "1-day", "deleted");
        using var delete = await andrew.DeleteAsync($"/api/activities/{deleted.Uuid}");
        app.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var (ttl, key) in new[] { ("1-hour", "expired"), ("1-day", "deleted") })
        {
            using var answer = await andrew.TryCrudAsync("hello", ttl, key);
            Assert.Equal(404, (int)answer.StatusCode);
        }
        Assert.Empty(await andrew.MessagesAsync("/api/activities/home"));
    }

    [Theory]
    [InlineData(0, 422)]
    [InlineData(1, 200)]
    [InlineData(255, 200)]
    [InlineData(256, 422)]
    public async Task A_key_has_1_to_255_characters(int length, int status)
    {
        var app = shared.App;
        using var answer = await (await app.ApiAsync(Andrew)).TryCrudAsync("hello", key: new string('k', length));
        var body = await answer.BodyAsync(status);
        if (status == 422) Assert.Equal("""["idempotency_key_invalid"]""", body);
    }

    [Fact]
    public async Task A_refused_crud_does_not_use_up_its_key()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        using var refused = await andrew.TryCrudAsync("", key: "a");
        await refused.BodyAsync(422);
        await andrew.PostCrudAsync("hello", key: "a");
    }
}
