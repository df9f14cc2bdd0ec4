using Npgsql;

namespace Cruddur.Platform.Data.Backups;

/// <summary>What a database knows about its own backups: <c>platform.backups</c>, where the guard of destructive verbs looks.</summary>
internal static class BackupHistory
{
    /// <summary>Writes that a backup was taken, or verified.</summary>
    /// <returns>False when the database has no place for it: its schema is older, or it takes no writes.</returns>
    public static async Task<bool> NoteAsync(NpgsqlDataSource source, Guid uuid, BackupManifest manifest, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        if (await connection.ScalarAsync("select to_regclass('platform.backups') is not null and not pg_is_in_recovery()", ct) is not true) return false;
        await connection.RunAsync("""
            insert into platform.backups (uuid, taken_at, verified_at, place, sha256, size_bytes, schema_version, by, host)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (uuid) do update set verified_at = excluded.verified_at
            """, ct, uuid, manifest.StartedAt, (object?)manifest.VerifiedAt ?? DBNull.Value, manifest.Place, manifest.Sha256, manifest.SizeBytes,
            manifest.SchemaVersion, Environment.UserName, Environment.MachineName);
        return true;
    }
}
