namespace Cruddur.Platform.Data.Embedded;

/// <summary>Copies PostgreSQL's programs to where the user that runs them may go.</summary>
internal static class ProgramsCopy
{
    /// <summary>The programs themselves when the user can reach them, otherwise a copy that is made once per version.</summary>
    internal static async Task<PostgresPrograms> ReachableAsync(PostgresPrograms programs, ClusterSite site, EmbeddedOptions options, CancellationToken ct)
    {
        var closed = await site.Account.FirstClosedAsync(RealPath.WithParents(programs.BinFolder), ct);
        if (closed is null)
            return programs;

        var root = Path.GetDirectoryName(programs.BinFolder)!;
        var copy = Path.Combine(options.StateRoot, "programs", $"{programs.Version}-{RealPath.Hash(root + File.GetLastWriteTimeUtc(programs.Postgres).Ticks)}");
        if (!Directory.Exists(Path.Combine(root, "share")))
            throw new EmbeddedPostgresException($"User {site.Account.User}, which must run PostgreSQL because root may not, may not enter {closed}, so it cannot run the programs in {programs.BinFolder}: open that folder (chmod o+x), or install PostgreSQL (apt-get install postgresql).");
        try
        {
            if (!Directory.Exists(copy))
                Copy(root, copy, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"PostgreSQL's programs cannot be copied from {root} to {copy} ({e.Message.TrimEnd('.')}): free the space there, or install PostgreSQL (apt-get install postgresql).", e);
        }

        if (await site.Account.FirstClosedAsync(RealPath.WithParents(copy), ct) is { } stillClosed)
            throw new EmbeddedPostgresException($"User {site.Account.User}, which must run PostgreSQL because root may not, may not enter {stillClosed}: open it (chmod o+x {stillClosed}), or install PostgreSQL (apt-get install postgresql).");
        site.Notes.Add($"PostgreSQL's programs run from a copy in {copy}, because user {site.Account.User} may not enter {closed}.");
        return programs with { BinFolder = Path.Combine(copy, Path.GetFileName(programs.BinFolder)) };
    }

    private static void Copy(string from, string to, CancellationToken ct)
    {
        Elsewhere.MakeOpen(Path.GetDirectoryName(Path.GetDirectoryName(to)!)!);
        Elsewhere.MakeOpen(Path.GetDirectoryName(to)!);
        var draft = $"{to}.new-{Environment.ProcessId}";
        foreach (var name in (string[])["bin", "lib", "share"])
            CopyFolder(new DirectoryInfo(Path.Combine(from, name)), Path.Combine(draft, name), ct);
        Open(draft);
        if (Directory.Exists(to))
            Directory.Delete(draft, recursive: true);
        else
            Directory.Move(draft, to);
    }

    private static void CopyFolder(DirectoryInfo from, string to, CancellationToken ct)
    {
        if (!from.Exists)
            return;
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            ct.ThrowIfCancellationRequested();
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo folder)
                CopyFolder(folder, target, ct);
            else if (entry.Extension != ".a")
                File.Copy(entry.FullName, target);
        }
    }

    /// <summary>Everyone may read the copy, whatever the umask was.</summary>
    private static void Open(string folder)
    {
        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.UserWrite;
        const UnixFileMode enterable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(folder, readable | enterable);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Where(entry => entry.LinkTarget is null))
            entry.UnixFileMode = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? readable | enterable : readable;
    }
}
