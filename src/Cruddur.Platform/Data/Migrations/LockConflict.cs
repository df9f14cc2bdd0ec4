using Cruddur.Platform.Data.Sessions;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Which lock a step waits for, and who has it.</summary>
internal sealed record LockConflict(string Mode, string Table, int Pid, string Query)
{
    private const string Sql = """
        select wanted.mode, coalesce(wanted.relation::regclass::text, wanted.locktype), holder.pid, coalesce(holder.query, '')
        from pg_locks wanted
        cross join lateral unnest(pg_blocking_pids(wanted.pid)) blocker (pid)
        join pg_stat_activity holder on holder.pid = blocker.pid
        where wanted.pid = $1 and not wanted.granted
        limit 1
        """;

    /// <summary>Looks again and again, on a connection of its own, whether a session waits, until it has seen it once or is stopped.</summary>
    /// <param name="source">Where the connection comes from.</param>
    /// <param name="pid">The session.</param>
    /// <param name="after">When to look first; a step that ends sooner costs no connection.</param>
    /// <param name="stop">Ends the watch.</param>
    public static async Task<LockConflict?> WatchAsync(NpgsqlDataSource source, int pid, TimeSpan after, CancellationToken stop)
    {
        try
        {
            await Task.Delay(after, stop);
            await using var connection = await source.OpenConnectionAsync(stop);
            while (true)
            {
                if (await ReadAsync(connection, pid, stop) is { } conflict) return conflict;
                await Task.Delay(TimeSpan.FromMilliseconds(250), stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or NpgsqlException)
        {
            // Whom to blame is a courtesy: the step goes on without it.
            return null;
        }
    }

    private static async Task<LockConflict?> ReadAsync(NpgsqlConnection connection, int pid, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = pid } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new LockConflict(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), QueryText.Masked(reader.GetString(3)))
            : null;
    }
}
