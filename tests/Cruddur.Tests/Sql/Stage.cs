using System.Globalization;
using Cruddur.Platform.Data;
using Npgsql;

namespace Cruddur.Tests.Sql;

/// <summary>The rows that statements' examples speak of: person …1 (the viewer), person …2, and cruds …9, …8 and reply …7.</summary>
internal static class Stage
{
    public const string People = """
        insert into users (uuid, handle, display_name, email, created_at, updated_at) values
          ('00000000-0000-7000-8000-000000000001', 'andrew', 'Andrew', 'andrew@example.com', '2025-01-01Z', '2025-01-01Z'),
          ('00000000-0000-7000-8000-000000000002', 'bayko', 'Bayko', 'bayko@example.com', '2025-01-01Z', '2025-01-01Z')
        """;

    public const string ByViewer = "'00000000-0000-7000-8000-000000000009'";
    public const string ByOther = "'00000000-0000-7000-8000-000000000008'";
    public const string Reply = "'00000000-0000-7000-8000-000000000007'";

    /// <summary>Inside the open transaction: people, whom the viewer may follow, and their cruds, which live a day longer.</summary>
    public static async Task SetAsync(NpgsqlConnection connection, Statement statement, bool follows)
    {
        await Trial.RowsAsync(connection, People);
        if (follows)
        {
            await Trial.RowsAsync(connection,
                "insert into follows (follower_uuid, followed_uuid, created_at) values ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', '2025-01-01Z')");
        }
        var now = NowOf(statement);
        await Trial.RowsAsync(connection, $"""
            insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, replies_count, likes_count, reposts_count, created_at, expires_at) values
              ({ByViewer}, '00000000-0000-7000-8000-000000000001', 'of the viewer', null, 1, 1, 1, {now} - interval '1 hour', {now} + interval '1 day'),
              ({ByOther}, '00000000-0000-7000-8000-000000000002', 'of another', null, 0, 1, 1, {now} - interval '2 hours', {now} + interval '1 day'),
              ({Reply}, '00000000-0000-7000-8000-000000000002', 'a reply', {ByViewer}, 0, 1, 1, {now} - interval '30 minutes', {now} + interval '1 day');
            insert into likes (activity_uuid, user_uuid, created_at) select uuid, '00000000-0000-7000-8000-000000000001', {now} from activities
            """);
        foreach (var (table, rows) in Younger(now))
        {
            if (await Trial.RowsAsync(connection, $"select to_regclass('{table}')") is { Length: > 0 } found && found.Contains(table, StringComparison.Ordinal)) await Trial.RowsAsync(connection, rows);
        }
    }

    /// <summary>Rows of tables that the version before did not have, on whose schema its statements are tried too.</summary>
    private static IEnumerable<(string Table, string Rows)> Younger(string now) =>
    [
        ("reposts", $"insert into reposts (activity_uuid, user_uuid, created_at) select uuid, '00000000-0000-7000-8000-000000000001', {now} from activities"),
        ("bookmarks", $"insert into bookmarks (activity_uuid, user_uuid, created_at) select uuid, '00000000-0000-7000-8000-000000000001', {now} from activities"),
        ("edits", $"insert into edits (activity_uuid, message, written_at) select uuid, 'before', {now} - interval '1 minute' from activities"),
        ("activity_tags", "insert into activity_tags (activity_uuid, tag, shown, created_at) select uuid, 'cloud', 'Cloud', created_at from activities"),
        ("activity_mentions", "insert into activity_mentions (activity_uuid, user_uuid, created_at) select uuid, '00000000-0000-7000-8000-000000000001', created_at from activities"),
        ("pins", $"insert into pins (user_uuid, activity_uuid, created_at) values ('00000000-0000-7000-8000-000000000001', {ByViewer}, {now})"),
        ("notifications", $"""
            insert into notifications (uuid, user_uuid, kind, activity_uuid, created_at)
            select ('00000000-0000-7000-8000-0000000001' || right(uuid::text, 2))::uuid, '00000000-0000-7000-8000-000000000001', case when uuid = {ByViewer} then 'like' else 'mention' end, uuid, {now} - interval '1 minute' from activities;
            insert into notification_actors (notification_uuid, actor_uuid, created_at) select uuid, '00000000-0000-7000-8000-000000000002', created_at from notifications
            """),
        ("thread_mutes", $"insert into thread_mutes (activity_uuid, user_uuid, created_at) select uuid, '00000000-0000-7000-8000-000000000001', {now} from activities where reply_to_activity_uuid is null"),
    ];

    /// <summary>The example's moment as SQL.</summary>
    public static string NowOf(Statement statement) =>
        $"timestamptz '{DateTimeOffset.Parse(statement.Example["now"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal):O}'";
}
