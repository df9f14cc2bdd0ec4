using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

public sealed class DemoSetTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("select count(*) = 8 from users where email = handle || '@example.com'")]
    [InlineData("select bool_and(expires_at > $1) from activities")]
    [InlineData("select count(distinct expires_at - created_at) = 7 from activities where reply_to_activity_uuid is null")]
    [InlineData("select count(*) filter (where expires_at <= $1 + interval '4 minutes') > 0 from activities where created_at <= $1")]
    [InlineData("select max(char_length(message)) = 280 from activities where reply_to_activity_uuid is null")]
    [InlineData("select bool_and(reply.expires_at = root.expires_at and reply.created_at between root.created_at and $1) from activities reply join activities root on root.uuid = reply.reply_to_activity_uuid where $1 > '-infinity'")]
    [InlineData("select bool_and(replies_count = (select count(*) from activities r where r.reply_to_activity_uuid = a.uuid) and likes_count = (select count(*) from likes l where l.activity_uuid = a.uuid)) from activities a")]
    [InlineData("select bool_and(acts = (select count(*) from notification_actors where notification_uuid = n.uuid)) and count(*) > 10 from notifications n")]
    [InlineData("select bool_and(exists (select from notification_actors where notification_uuid = md5(concat_ws(' ', a.user_uuid, 'like', a.uuid))::uuid and actor_uuid = l.user_uuid)) from likes l join activities a on a.uuid = l.activity_uuid where l.user_uuid <> a.user_uuid")]
    [InlineData("select not exists (select from follows join users on uuid = follower_uuid where handle = 'jawid')")]
    [InlineData("select count(*) = 2 from users where handle <> 'andrew' and not exists (select from follows where followed_uuid = users.uuid and follower_uuid = (select uuid from users where handle = 'andrew'))")]
    public async Task The_demo_set_is_believable(string check)
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await Seeds.LoadAsync(source, "demo", Now, () => "hash", default);
        await using var command = source.CreateCommand(check);
        if (check.Contains("$1", StringComparison.Ordinal)) command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = Now.UtcDateTime });
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_later_load_does_not_bring_back_what_expired()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await Seeds.LoadAsync(source, "demo", Now, () => "hash", default);
        await using var sweep = source.CreateCommand("delete from activities where expires_at < '2026-01-02'");
        Assert.True(await sweep.ExecuteNonQueryAsync() > 0);
        var again = await Seeds.LoadAsync(source, "demo", Now.AddDays(2), () => throw new InvalidOperationException("The hash is not needed."), default);
        Assert.All(again, count => Assert.Equal(0, count.Value));
    }

    [Fact]
    public async Task A_real_person_with_a_demo_handle_is_left_alone()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var insert = source.CreateCommand("insert into users (uuid, handle, display_name, email, created_at, updated_at) values (gen_random_uuid(), 'ann', 'Ann', 'ann@elsewhere.example', now(), now())");
        await insert.ExecuteNonQueryAsync();
        var counts = await Seeds.LoadAsync(source, "demo", Now, () => "hash", default);
        Assert.Equal(7, counts[0].Value);
        await using var command = source.CreateCommand("select count(*) from activities join users on users.uuid = user_uuid where handle = 'ann'");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }
}
