using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Backups;

/// <summary>Proves a backup: restores it beside its original, compares every table, and drops the copy.</summary>
public static class BackupVerification
{
    /// <param name="database">Gives the server.</param>
    /// <param name="file">The backup.</param>
    /// <param name="manifest">What it must hold.</param>
    /// <param name="clock">The time.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="ct">Cancels, and drops the copy.</param>
    /// <returns>The manifest, which now says when it was verified.</returns>
    /// <exception cref="DatabaseException">CDB-018: they differ; the backup is suspect now.</exception>
    public static async Task<BackupManifest> RunAsync(
        OpenDatabase database, BackupFile file, BackupManifest manifest, TimeProvider clock, IProgress<string> progress, CancellationToken ct)
    {
        var restoration = new Restoration(database, clock, progress);
        var scratch = NewName(database.Database, "verify", clock.GetUtcNow());
        var difference = await restoration.RunAsync(file, manifest, scratch, Restoration.DefaultJobs, ct);
        await restoration.DropAsync(scratch);
        if (difference is var (copy, original))
        {
            file.Distrust();
            throw BackupFailure.NotVerified(file.Id, copy, original);
        }
        var verified = manifest with { VerifiedAt = clock.GetUtcNow() };
        await file.WriteAsync(verified, ct);
        return verified;
    }

    /// <summary>A name for a database that is made of another: PostgreSQL cuts names after 63 bytes.</summary>
    public static string NewName(string database, string what, DateTimeOffset now)
    {
        var end = $"_{what}_{now.UtcDateTime:yyyyMMdd_HHmmss_fff}";
        var start = database;
        while (System.Text.Encoding.UTF8.GetByteCount(start + end) > 63) start = start[..^1];
        return start + end;
    }
}
