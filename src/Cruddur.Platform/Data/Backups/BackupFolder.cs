using System.Globalization;

namespace Cruddur.Platform.Data.Backups;

/// <summary>A folder of backups.</summary>
/// <param name="path">Where; made when a backup is taken, for its owner only.</param>
public sealed class BackupFolder(string path)
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(24);

    /// <summary>The folder's full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Backups that have a dump and a readable manifest, newest first.</summary>
    /// <param name="place">Only those of this database; null for all.</param>
    public IReadOnlyList<(BackupFile File, BackupManifest Manifest)> List(string? place)
    {
        if (!Directory.Exists(Path)) return [];
        return [.. from file in Directory.EnumerateFiles(Path, $"*{BackupFile.Extension}")
            let backup = new BackupFile(file)
            let manifest = ManifestOrNull(backup)
            where manifest is not null && manifest.Id == backup.Id && (place is null || manifest.Place == place)
            orderby manifest.StartedAt descending
            select (backup, manifest)];
    }

    /// <summary>Files that look like backups and do not count: without a readable manifest, or suspect.</summary>
    public IReadOnlyList<string> Uncounted() => !Directory.Exists(Path) ? []
        : [.. Directory.EnumerateFiles(Path, $"*{BackupFile.Extension}*").Where(file => !file.EndsWith(".part", StringComparison.Ordinal)
            && (!file.EndsWith(BackupFile.Extension, StringComparison.Ordinal) || ManifestOrNull(new BackupFile(file)) is null)).Order(StringComparer.Ordinal)];

    /// <summary>Deletes all but the newest backups of a database; never the newest verified one.</summary>
    /// <returns>Those deleted.</returns>
    public IReadOnlyList<string> Keep(int newest, string place)
    {
        var all = List(place);
        var verified = all.FirstOrDefault(backup => backup.Manifest.VerifiedAt is not null).File;
        var old = all.Skip(newest).Select(backup => backup.File).Where(file => file != verified).ToList();
        foreach (var file in old) file.Delete();
        return [.. old.Select(file => file.Id)];
    }

    /// <summary>The name of a backup that does not exist yet, and an empty file beside it to write to; nobody else gets the same.</summary>
    /// <exception cref="DatabaseException">CDB-042 or CDB-045: nothing can be written here.</exception>
    internal (BackupFile File, string Part) Begin(string database, DateTimeOffset now)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            DeleteAbandoned(now);
            var stem = string.Create(CultureInfo.InvariantCulture, $"{Readable(database)}-{now:yyyyMMdd'T'HHmmss'Z'}");
            for (var n = 1; ; n++)
            {
                var file = new BackupFile(System.IO.Path.Combine(Path, (n == 1 ? stem : FormattableString.Invariant($"{stem}-{n}")) + BackupFile.Extension));
                var part = $"{file.Path}.part";
                if (!File.Exists(file.Path) && IsOurs(part)) return (file, part);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw IsFull(refused) ? BackupFailure.Full(Path, refused) : BackupFailure.Name($"{Path} cannot be written ({refused.Message.TrimEnd('.')})", "Choose another place with --to");
        }
    }

    /// <summary>Whether the name was free; then it is taken now.</summary>
    private static bool IsOurs(string part)
    {
        try
        {
            BackupFile.OwnerOnly(part, FileMode.CreateNew).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(part))
        {
            return false;
        }
    }

    internal static bool IsFull(Exception error) => error is IOException && (error.HResult & 0xffff) is 28 or 112;

    /// <summary>What a killed run left behind. One that still goes on has written within the day.</summary>
    private void DeleteAbandoned(DateTimeOffset now)
    {
        foreach (var part in Directory.EnumerateFiles(Path, "*.part").Where(part => now - File.GetLastWriteTimeUtc(part) > Abandoned)) File.Delete(part);
    }

    private static string Readable(string database) => string.Concat(database.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));

    private static BackupManifest? ManifestOrNull(BackupFile file)
    {
        try
        {
            return file.Manifest();
        }
        catch (DatabaseException)
        {
            return null;
        }
    }
}
