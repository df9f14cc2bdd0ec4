using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Backups;

/// <summary>Takes a backup: a dump and its manifest, both of one moment.</summary>
/// <param name="database">What to back up.</param>
/// <param name="clock">The time.</param>
/// <param name="progress">Hears how far it is.</param>
public sealed class BackupTaking(OpenDatabase database, TimeProvider clock, IProgress<string> progress)
{
    /// <summary>How small a dump is compared with its tables, for the estimate: text and ids shrink to about this.</summary>
    private const double Compression = 0.45;

    /// <summary>
    /// Dumps into a folder. The rows are counted and summed up while pg_dump writes. Until both files are complete neither
    /// has its final name; whatever stops it leaves nothing behind.
    /// </summary>
    /// <exception cref="DatabaseException">CDB-040, CDB-042, CDB-043 or CDB-045.</exception>
    public async Task<(BackupFile File, BackupManifest Manifest)> TakeAsync(BackupFolder folder, CancellationToken ct)
    {
        var startedAt = clock.GetUtcNow();
        await using var snapshot = await Snapshot.TakeAsync(database.Source, ct);
        var programs = ClientPrograms.Find(snapshot.Major, database.BinDir);
        var (file, part) = folder.Begin(database.Database, startedAt);
        try
        {
            var digests = await DumpAsync(programs, snapshot, part, ct);
            var manifest = new BackupManifest(file.Id, database.Place, snapshot.Environment, snapshot.SchemaVersion, snapshot.ServerVersion, Build.Version,
                startedAt, clock.GetUtcNow(), null, new FileInfo(part).Length, await BackupFile.HashAsync(part, ct), await snapshot.MeasureAsync(ct), snapshot.Roles, digests);
            File.Move(part, file.Path);
            await file.WriteAsync(manifest, ct);
            return (file, manifest);
        }
        catch (Exception failure)
        {
            foreach (var half in (string[])[part, $"{file.ManifestPath}.part", file.Path, file.ManifestPath]) File.Delete(half);
            if (BackupFolder.IsFull(failure)) throw BackupFailure.Full(folder.Path, failure);
            throw;
        }
    }

    private async Task<IReadOnlyList<TableDigest>> DumpAsync(ClientPrograms programs, Snapshot snapshot, string part, CancellationToken ct)
    {
        var digests = (IReadOnlyList<TableDigest>)[];
        await Together.RunAsync(
            [
                on => ClientProcess.RunAsync(programs.PgDump, ["-Fc", "--no-password", $"--snapshot={snapshot.Id}", "-f", part],
                    database.ClientEnvironment("backup", snapshot.Host, snapshot.Port), () => BackupFailure.Full(Path.GetDirectoryName(part)!), on),
                async on => digests = await snapshot.DigestAsync(on),
            ],
            () => Task.FromResult(Said(new FileInfo(part).Length, snapshot.EstimatedBytes)), progress, clock, ct);
        return digests;
    }

    private static string Said(long written, long estimatedBytes) => written >= estimatedBytes * Compression
        ? $"dumping … {ByteSize.Of(written)} written"
        : FormattableString.Invariant($"dumping … {ByteSize.Of(written)} written of tables with {ByteSize.Of(estimatedBytes)}: about {100 * written / (estimatedBytes * Compression):0} %");
}
