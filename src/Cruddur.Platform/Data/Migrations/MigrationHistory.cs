using System.Reflection;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>A row of <c>platform.migrations</c>.</summary>
/// <param name="Version">The migration's number.</param>
/// <param name="Name">The migration's id, such as <c>0002_cruds</c>.</param>
/// <param name="Sha256">Checksum of the file that was applied.</param>
/// <param name="Phase">expand, backfill or contract.</param>
/// <param name="FinishedAt">Null while a step without transaction is unfinished.</param>
/// <param name="DurationMs">Null while a step without transaction is unfinished.</param>
internal sealed record HistoryRow(long Version, string Name, string Sha256, string Phase, DateTimeOffset? FinishedAt, int? DurationMs);

/// <summary>Which steps a database has seen; written in the transaction of the step itself.</summary>
internal static class MigrationHistory
{
    private static readonly string AppVersion =
        typeof(MigrationHistory).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The rows by version; none when the database has no history yet.</summary>
    public static async Task<List<HistoryRow>> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await connection.ScalarAsync("select to_regclass('platform.migrations') is not null", ct) is not true) return [];
        await using var command = new NpgsqlCommand("select version, name, sha256, phase, finished_at, duration_ms from platform.migrations order by version", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<HistoryRow>();
        while (await reader.ReadAsync(ct))
        {
            var row = new Row(reader);
            rows.Add(new HistoryRow(row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.InstantOrNull(4), row.IntOrNull(5)));
        }
        return rows;
    }

    public static Task CreateAsync(NpgsqlConnection connection, CancellationToken ct) => connection.RunAsync("""
        create schema if not exists platform;
        create table if not exists platform.migrations (
          version bigint primary key,
          name text not null,
          sha256 text not null,
          phase text not null,
          started_at timestamptz not null,
          finished_at timestamptz,
          duration_ms integer,
          app_version text not null,
          by text not null,
          host text not null,
          result text not null,
          constraint migrations_result check (result in ('running', 'done'))
        )
        """, ct);

    /// <summary>Writes that a step began; <see cref="FinishAsync"/> writes that it is done.</summary>
    public static Task StartAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct) => connection.RunAsync("""
        insert into platform.migrations (version, name, sha256, phase, started_at, app_version, by, host, result)
        values ($1, $2, $3, $4, clock_timestamp(), $5, $6, $7, 'running')
        on conflict (version) do update set sha256 = excluded.sha256, started_at = excluded.started_at,
          app_version = excluded.app_version, by = excluded.by, host = excluded.host
        """, ct, migration.Version, migration.Id, migration.Sha256, migration.PhaseName, AppVersion, Environment.UserName, Environment.MachineName);

    public static Task FinishAsync(NpgsqlConnection connection, Migration migration, TimeSpan duration, CancellationToken ct) => connection.RunAsync(
        "update platform.migrations set result = 'done', finished_at = clock_timestamp(), duration_ms = $2 where version = $1",
        ct, migration.Version, (int)duration.TotalMilliseconds);

    /// <summary>Writes that a step is being undone.</summary>
    public static Task ReopenAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct) => connection.RunAsync(
        "update platform.migrations set result = 'running', finished_at = null, duration_ms = null where version = $1", ct, migration.Version);

    public static Task DeleteAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct) =>
        connection.RunAsync("delete from platform.migrations where version = $1", ct, migration.Version);
}
