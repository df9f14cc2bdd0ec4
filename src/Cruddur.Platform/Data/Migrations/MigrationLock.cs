using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>
/// Lets one migrator at a time work on a database. The lock belongs to the session, so it frees itself when its holder dies.
/// It is polled: a waiting <c>pg_advisory_lock()</c> holds a snapshot, for which <c>create index concurrently</c> would wait for ever.
/// </summary>
internal static class MigrationLock
{
    // 'CRUD' in ASCII, so that the lock is recognised in pg_locks; advisory locks are per database already.
    private const string Key = "1129469252, 1";

    private const string HolderSql = """
        select pid, coalesce(nullif(application_name, ''), 'an unnamed program'), coalesce(host(client_addr), 'a local socket'), extract(epoch from now() - backend_start)::bigint
        from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and granted and classid = 1129469252 and objid = 1 and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())
        """;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="DatabaseException">CDB-007: another session holds it for longer than <paramref name="wait"/>.</exception>
    public static async Task TakeAsync(NpgsqlConnection connection, TimeSpan wait, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            if (await connection.ScalarAsync($"select pg_try_advisory_lock({Key})", ct) is true) return;
            if (waited.Elapsed + pause > wait) throw MigrationErrors.Busy(await HolderAsync(connection, ct) ?? "it ended just now", wait);
            await Task.Delay(pause, ct);
            pause = TimeSpan.FromSeconds(Math.Min(1, pause.TotalSeconds * 2));
        }
    }

    public static Task ReleaseAsync(NpgsqlConnection connection) => connection.RunAsync($"select pg_advisory_unlock({Key})", CancellationToken.None);

    /// <summary>Who holds the lock: <c>pid 12, cruddur-db/migrate/ann, from 10.0.0.7, for 12s</c>; null when nobody does.</summary>
    public static async Task<string?> HolderAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(HolderSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        var row = new Row(reader);
        return string.Create(CultureInfo.InvariantCulture, $"pid {row.Int(0)}, {row.Text(1)}, from {row.Text(2)}, for {Age(row.Long(3))}");
    }

    /// <summary>The pid of the one who holds the lock; null when nobody does.</summary>
    public static async Task<int?> HolderPidAsync(NpgsqlConnection connection, CancellationToken ct) => (int?)await connection.ScalarAsync(HolderSql, ct);

    private static string Age(long seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h"),
    };
}
