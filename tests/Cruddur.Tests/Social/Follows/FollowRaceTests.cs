using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Followers;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Follows;

/// <summary>Two people who change their minds about each other at once.</summary>
public sealed class FollowRaceTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_are_the_rows_after_200_follows_unfollows_and_blocks_at_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        HttpClient[] people = [await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo)];
        string[] handles = ["andrew", "bayko", "londo"];
        var random = new Random(17);
        var changes = Enumerable.Range(0, 200).Select(number =>
        {
            var who = random.Next(3);
            var whom = handles[(who + 1 + random.Next(2)) % 3];
            var noun = number % 4 == 0 ? "block" : "follow";
            return (Api: people[who], Method: number % 3 == 0 ? HttpMethod.Delete : HttpMethod.Put, Path: $"/api/users/@{whom}/{noun}");
        }).ToList();
        var statuses = await Task.WhenAll(changes.Select(async change =>
        {
            using var answer = await change.Api.SendAsync(new HttpRequestMessage(change.Method, change.Path), Ct);
            return (int)answer.StatusCode;
        }));
        Assert.All(statuses, status => Assert.True(status is 200 or 404, $"{status}"));
        // Nobody follows whom they block, or who blocks them.
        Assert.Equal(0, await app.ValueAsync<long>("""
            select count(*) from follows join blocks
              on (blocker_uuid, blocked_uuid) in ((follower_uuid, followed_uuid), (followed_uuid, follower_uuid))
            """));
        foreach (var handle in handles)
        {
            var profile = (await (await app.Api().GetAsync($"/api/activities/@{handle}", Ct)).JsonAsync())["profile"]!;
            Assert.Equal(await app.ValueAsync<long>("select count(*) from follows join users on uuid = followed_uuid where handle = $1", handle), (int)profile["followers_count"]!);
            Assert.Equal(await app.ValueAsync<long>("select count(*) from follows join users on uuid = follower_uuid where handle = $1", handle), (int)profile["following_count"]!);
        }
    }

    [Fact]
    public async Task A_follow_and_a_block_at_the_same_moment_never_leave_both()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        for (var time = 0; time < 25; time++)
        {
            await Task.WhenAll(andrew.PutAsync("/api/users/@bayko/follow", null, Ct), bayko.PutAsync("/api/users/@andrew/block", null, Ct), andrew.PutAsync("/api/users/@bayko/follow", null, Ct));
            Assert.Equal((0, 1), (await app.CountAsync("follows"), await app.CountAsync("blocks")));
            await (await bayko.DeleteAsync("/api/users/@andrew/block", Ct)).BodyAsync(200);
        }
    }

    [Fact]
    public async Task An_acceptance_or_an_unlocking_and_a_block_at_the_same_moment_never_leave_both()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        for (var time = 0; time < 20; time++)
        {
            await FollowRequestTests.LockAsync(andrew, true);
            await (await bayko.PutAsync("/api/users/@andrew/follow", null, Ct)).BodyAsync(200);
            var letIn = time % 2 == 0 ? andrew.PutAsync("/api/followers/@bayko", null, Ct) : FollowRequestTests.LockAsync(andrew, false);
            await Task.WhenAll(letIn, bayko.PutAsync("/api/users/@andrew/block", null, Ct));
            Assert.Equal((0, 0, 1), (await app.CountAsync("follows"), await app.CountAsync("follow_requests"), await app.CountAsync("blocks")));
            await (await bayko.DeleteAsync("/api/users/@andrew/block", Ct)).BodyAsync(200);
        }
    }

    [Fact]
    public async Task Nobody_is_left_waiting_at_one_who_unlocks_as_they_ask()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        for (var time = 0; time < 20; time++)
        {
            await FollowRequestTests.LockAsync(andrew, true);
            await Task.WhenAll(bayko.PutAsync("/api/users/@andrew/follow", null, Ct), FollowRequestTests.LockAsync(andrew, false));
            Assert.Equal((1, 0), (await app.CountAsync("follows"), await app.CountAsync("follow_requests")));
            await (await bayko.DeleteAsync("/api/users/@andrew/follow", Ct)).BodyAsync(200);
        }
    }
}
