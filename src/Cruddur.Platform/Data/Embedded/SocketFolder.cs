using System.Security.Cryptography;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>A private folder with a short random name for the Unix socket; made anew for each start.</summary>
internal static class SocketFolder
{
    // A socket's address holds 107 bytes, of which "/.s.PGSQL.65535" takes 15.
    private const int LongestPath = 107 - 15;
    private const string Prefix = "cruddur-";

    /// <summary>Makes the folder, open to nobody but the account (and root); null where no temporary folder is fit for it.</summary>
    internal static async Task<string?> CreateAsync(Account account, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            return null;
        foreach (var parent in (string[])[Path.TrimEndingDirectorySeparator(Path.GetTempPath()), "/tmp", "/var/tmp"])
        {
            var folder = Path.Combine(parent, Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true));
            // PostgreSQL reads the setting as a list, so the path must not need quotes.
            if (folder.Length > LongestPath || !folder.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal)) || !Directory.Exists(parent))
                continue;
            try
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                if (account.Own(folder) && await account.FirstClosedAsync(RealPath.WithParents(parent), ct) is null)
                    return folder;
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A temporary folder that is read-only or full: the next one may do, and without any there is loopback.
            }
        }

        return null;
    }

    /// <summary>Removes a folder that <see cref="CreateAsync"/> made, now or in a process that was killed.</summary>
    internal static void Remove(string? folder)
    {
        if (folder is null || !Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal) || !Directory.Exists(folder))
            return;
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, ".s.PGSQL.*").ToList())
                File.Delete(file);
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty folder left behind in a temporary place does no harm, and failing the stop would.
        }
    }
}
