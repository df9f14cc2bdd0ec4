using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Expiry;

public sealed class SweeperTests(PostgresCluster cluster)
{
    [Fact]
    public async Task What_has_expired_is_erased_with_its_likes_and_replies_and_the_rest_stays()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var dying = await andrew.PostCrudAsync("dying", "1-hour");
        var staying = await andrew.PostCrudAsync("staying", "1-day");
        foreach (var crud in new[] { dying, staying })
        {
            await app.ReplyAsync(crud.Uuid, Bayko, "an answer", crud.ExpiresAt);
            await app.SqlAsync("insert into likes (activity_uuid, user_uuid, created_at) values ($1, $2, $3)", crud.Uuid, Londo.Uuid, app.Now);
        }
        app.Clock.MoveTo(dying.ExpiresAt - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await app.SweepAsync());
        app.Clock.MoveTo(dying.ExpiresAt);
        Assert.NotEqual(0, await app.SweepAsync());
        Assert.Equal(2, await app.CountAsync("activities"));
        Assert.Equal(staying.Uuid, await app.ValueAsync<Guid>("select activity_uuid from likes"));
        Assert.Equal(staying.Uuid, await app.ValueAsync<Guid>("select reply_to_activity_uuid from activities where reply_to_activity_uuid is not null"));
        Assert.Equal(0, await app.SweepAsync());
    }

    [Fact]
    public async Task More_than_one_batch_is_erased_in_one_go()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await ManyAsync(app, 1201);
        Assert.Equal(1201, await app.SweepAsync());
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Two_instances_that_sweep_at_once_erase_everything_once()
    {
        await using var here = await TestApp.StartAsync(cluster);
        await using var there = await here.StartAnotherAsync();
        await ManyAsync(here, 1600);
        var erased = await Task.WhenAll(here.SweepAsync(), there.SweepAsync());
        // What one has locked the other leaves alone; each comes again five seconds later.
        erased = [.. erased, await here.SweepAsync()];
        Assert.Equal(1600, erased.Sum());
        Assert.Equal(0, await here.CountAsync("activities"));
    }

    [Fact]
    public async Task Sessions_attempts_and_keys_are_erased_when_their_time_is_over()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await andrew.PostCrudAsync("hello", "1-hour", "key");
        using var signIn = await app.Api().SignInAsync(Andrew.Email, Password);
        await signIn.BodyAsync(200);
        string[] tables = ["platform.sessions", "platform.attempts", "platform.idempotency_keys"];
        foreach (var table in tables) Assert.NotEqual(0, await app.CountAsync(table));
        app.Clock.Advance(TimeSpan.FromDays(90));
        await app.SweepAsync();
        foreach (var table in tables) Assert.Equal(0, await app.CountAsync(table));
    }

    private static Task ManyAsync(TestApp app, int number) => app.SqlAsync("""
        insert into activities (uuid, user_uuid, message, expires_at, created_at)
        select gen_random_uuid(), $1, 'old', $2::timestamptz - interval '1 hour', $2::timestamptz - interval '2 hours' from generate_series(1, $3)
        """, Andrew.Uuid, app.Now, number);
}
