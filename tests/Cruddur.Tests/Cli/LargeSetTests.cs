using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

public sealed class LargeSetTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static async Task<NpgsqlDataSource> LoadAsync(PostgresCluster cluster, Action<string>? told = null)
    {
        var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await Seeds.LoadAsync(source, "large", Now, () => "hash", default, new(200, 3_000), told is null ? null : new Told(told));
        return source;
    }

    [Fact]
    public async Task The_large_set_is_whole_the_same_each_time_and_its_progress_is_told()
    {
        List<string> lines = [];
        await using var source = await LoadAsync(cluster, lines.Add);
        Assert.Contains("cruds: 3,000 (100 %)", lines);
        foreach (var check in new[]
        {
            "select count(*) = 200 from users",
            "select count(*) = 3000 from activities where reply_to_activity_uuid is null",
            "select bool_and(expires_at > '2026-01-01 12:00Z' and created_at <= '2026-01-01 12:00Z') from activities",
            "select bool_and((a.likes_count, a.replies_count, a.reposts_count) = ((select count(*) from likes where activity_uuid = a.uuid), (select count(*) from activities r where r.reply_to_activity_uuid = a.uuid), (select count(*) from reposts where activity_uuid = a.uuid))) from activities a",
            "select bool_and(reply.expires_at = root.expires_at and reply.created_at >= root.created_at) from activities reply join activities root on root.uuid = reply.reply_to_activity_uuid",
            "select bool_and(created_at between (select created_at from activities where uuid = activity_uuid) and '2026-01-01 12:00Z') from likes",
            "select count(*) = (select count(*) from activities) from activity_words join activities on uuid = activity_uuid and words = crud_words(message, language, activities.created_at)",
            "select not exists (select user_uuid from activities union select user_uuid from likes union select user_uuid from reposts union select follower_uuid from follows union select followed_uuid from follows except select uuid from users)",
            "select not exists (select activity_uuid from likes union select activity_uuid from reposts union select activity_uuid from activity_tags union select reply_to_activity_uuid from activities where reply_to_activity_uuid is not null except select uuid from activities where reply_to_activity_uuid is null)",
            "select current_setting('session_replication_role') = 'origin'",
            "select count(*) > 500 and count(distinct tag) > 20 from activity_tags",
            "select max(followers) > 5 * avg(followers) from (select count(*) as followers from follows group by followed_uuid) f",
            "select count(*) > 0 from reposts",
        })
        {
            await using var command = source.CreateCommand(check);
            Assert.True(await command.ExecuteScalarAsync() is true, check);
        }
        await using var other = await LoadAsync(cluster);
        foreach (var table in new[] { "users", "follows", "activities", "likes", "reposts", "activity_tags" }) Assert.Equal(await DigestAsync(source, table), await DigestAsync(other, table));
    }

    [Fact]
    public async Task It_is_refused_where_people_are()
    {
        await using var source = await LoadAsync(cluster);
        Assert.Equal("CDB-030", (await Assert.ThrowsAsync<DatabaseException>(() => LoadAgainAsync(source))).Code);
        await using var command = source.CreateCommand("select count(*) from users");
        Assert.Equal(200L, await command.ExecuteScalarAsync());
    }

    private static Task LoadAgainAsync(NpgsqlDataSource source) => Seeds.LoadAsync(source, "large", Now, () => "hash", default, new(20, 100));

    private static async Task<string> DigestAsync(NpgsqlDataSource source, string table)
    {
        await using var command = source.CreateCommand($"select coalesce(md5(string_agg(row::text, ',' order by row::text)), '') from {table} row");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private sealed class Told(Action<string> told) : IProgress<string>
    {
        public void Report(string value) => told(value);
    }
}
