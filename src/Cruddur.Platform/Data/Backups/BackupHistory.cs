using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Backups;

/// <summary>What a database knows about its own backups: <c>platform.backups</c>, where the guard of destructive verbs looks.</summary>
public static class BackupHistory
{
    /// <summary>Writes that a backup was taken; verified, it counts for CDB-006.</summary>
    /// <returns>False when the database has no place for it: its schema is older, or it takes no writes.</returns>
    public static async Task<bool> NoteAsync(OpenDatabase database, BackupManifest manifest, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        if (await connection.ScalarAsync("select to_regclass('platform.backups') is not null and not pg_is_in_recovery()", ct) is not true) return false;
        await connection.RunAsync("""
            insert into platform.backups (uuid, taken_at, verified_at, place, sha256, size_bytes, schema_version, by, host)
            values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)
            """, ct, manifest.StartedAt, manifest.VerifiedAt is { } at ? at : DBNull.Value, manifest.Place, manifest.Sha256, manifest.SizeBytes,
            manifest.SchemaVersion, Environment.UserName, Environment.MachineName);
        return true;
    }
}
