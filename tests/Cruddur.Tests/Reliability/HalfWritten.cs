using Npgsql;

namespace Cruddur.Tests.Reliability;

/// <summary>What would be there if a write could be cut in half.</summary>
internal static class HalfWritten
{
    private const string Sql = """
        select (select count(*) from activities a where not exists (select from users u where u.uuid = a.user_uuid))
          + (select count(*) from platform.idempotency_keys k where not exists (select from activities a where a.uuid = k.result_uuid))
          + (select count(*) from activities a where a.replies_count <> (select count(*) from activities r where r.reply_to_activity_uuid = a.uuid))
          + (select count(*) from activities a where a.likes_count <> (select count(*) from likes l where l.activity_uuid = a.uuid))
        """;

    /// <summary>Cruds without an author, keys without what they promise, counts without their rows.</summary>
    public static async Task<long> CountAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(Sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
