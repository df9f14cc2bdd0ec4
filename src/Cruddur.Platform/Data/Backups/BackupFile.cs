using System.Security.Cryptography;

namespace Cruddur.Platform.Data.Backups;

/// <summary>A backup on this machine: the dump and its manifest beside it. It counts only when both are there.</summary>
/// <param name="Path">The dump.</param>
public sealed record BackupFile(string Path)
{
    /// <summary>What the name of a backup that counts ends with.</summary>
    public const string Extension = ".dump";
    private const string Suspect = ".suspect";
    private const int Buffer = 1 << 20;

    /// <summary>The dump's name, by which people speak of the backup.</summary>
    public string Id => System.IO.Path.GetFileName(Path);

    /// <summary>Where the manifest is.</summary>
    public string ManifestPath => System.IO.Path.ChangeExtension(Path.EndsWith(Suspect, StringComparison.Ordinal) ? Path[..^Suspect.Length] : Path, ".json")
        + (Path.EndsWith(Suspect, StringComparison.Ordinal) ? Suspect : "");

    /// <summary>The name under which it is kept when it did not verify.</summary>
    public BackupFile Suspected => new(Path + Suspect);

    /// <summary>Reads the manifest, without a look at the dump.</summary>
    /// <exception cref="DatabaseException">CDB-041: there is none, or it is damaged.</exception>
    public BackupManifest Manifest()
    {
        if (!File.Exists(Path)) throw BackupFailure.Damaged(Path, "there is no such file");
        if (!File.Exists(ManifestPath)) throw BackupFailure.Damaged(Path, $"its manifest {System.IO.Path.GetFileName(ManifestPath)} is not beside it");
        return BackupManifest.Open(Path, File.ReadAllBytes(ManifestPath));
    }

    /// <summary>Reads the whole dump and compares it with its manifest.</summary>
    /// <exception cref="DatabaseException">CDB-041: manifest or dump are damaged.</exception>
    public async Task<BackupManifest> CheckAsync(CancellationToken ct)
    {
        var manifest = Manifest();
        if (manifest.Id != Id) throw BackupFailure.Damaged(Path, $"its manifest is that of {manifest.Id}");
        var size = new FileInfo(Path).Length;
        if (size != manifest.SizeBytes) throw BackupFailure.Damaged(Path, FormattableString.Invariant($"it has {size} bytes, and its manifest says {manifest.SizeBytes}"));
        return await HashAsync(Path, ct) == manifest.Sha256 ? manifest : throw BackupFailure.Damaged(Path, "its content changed since it was written (sha256)");
    }

    internal static async Task<string> HashAsync(string path, CancellationToken ct)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }

    /// <summary>Writes the manifest under a temporary name, then gives it its own.</summary>
    internal async Task WriteAsync(BackupManifest manifest, CancellationToken ct)
    {
        var part = $"{ManifestPath}.part";
        await using (var stream = OwnerOnly(part))
        {
            await stream.WriteAsync(manifest.Seal(), ct);
            await stream.FlushAsync(ct);
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        }
        File.Move(part, ManifestPath, overwrite: true);
    }

    /// <summary>Takes a backup that did not verify out of those that count.</summary>
    internal void Distrust()
    {
        File.Move(ManifestPath, Suspected.ManifestPath, overwrite: true);
        File.Move(Path, Suspected.Path, overwrite: true);
    }

    internal void Delete()
    {
        File.Delete(ManifestPath);
        File.Delete(Path);
    }

    /// <summary>A new file that only its owner may read.</summary>
    internal static FileStream OwnerOnly(string path, FileMode mode = FileMode.Create)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
