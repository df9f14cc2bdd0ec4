using System.Diagnostics;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Makes a new cluster: all of it or nothing, for it gets its name only when it is complete.</summary>
internal static class ClusterCreation
{
    private const string AccessRules = """
        # Nobody gets in without the password in postgres.secret.
        local  all  all                scram-sha-256
        host   all  all  127.0.0.1/32  scram-sha-256
        host   all  all  ::1/128       scram-sha-256

        """;

    /// <exception cref="EmbeddedPostgresException">The folder holds something else, or initdb failed.</exception>
    internal static async Task CreateAsync(ClusterSite site, PostgresPrograms programs, string secret, CancellationToken ct)
    {
        var parent = Path.GetDirectoryName(site.Folder)!;
        var draft = $"{site.Folder}.new-{Environment.ProcessId}";
        var passwordFolder = Directory.CreateTempSubdirectory("cruddur-init-").FullName;
        try
        {
            foreach (var abandoned in Directory.EnumerateDirectories(parent, Path.GetFileName(site.Folder) + ".new-*").ToList())
                Directory.Delete(abandoned, recursive: true);
            if (Directory.Exists(site.Folder))
            {
                if (Directory.EnumerateFileSystemEntries(site.Folder).Any())
                    throw new EmbeddedPostgresException($"{site.Folder} is not empty and not a PostgreSQL cluster either: move it away, or choose another data folder with --data.");
                Directory.Delete(site.Folder);
            }

            MakePrivate(draft, site.Account);
            await InitialiseAsync(site, programs, draft, WritePassword(passwordFolder, secret, site.Account), ct);
            await File.WriteAllTextAsync(Path.Combine(draft, "pg_hba.conf"), AccessRules, ct);
            Directory.Move(draft, site.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"PostgreSQL's cluster cannot be made in {parent} ({e.Message.TrimEnd('.')}): make the folder writable, free some space, or choose another one with --data.", e);
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
            Directory.Delete(passwordFolder, recursive: true);
        }
    }

    private static void MakePrivate(string folder, Account account)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        account.Own(folder);
    }

    private static string WritePassword(string folder, string secret, Account account)
    {
        var file = Path.Combine(folder, "password");
        Secret.WritePrivate(file, secret);
        account.Own(file);
        account.Own(folder);
        return file;
    }

    private static async Task InitialiseAsync(ClusterSite site, PostgresPrograms programs, string draft, string passwordFile, CancellationToken ct)
    {
        // From 17 on PostgreSQL brings its own C.UTF-8, which no update of the operating system can change.
        string[][] locales = programs.Major >= 17
            ? [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
            : [["--locale=C.UTF-8"], ["--locale=C"]];
        var said = "";
        foreach (var locale in locales)
        {
            var start = Initdb(site, programs, draft, [$"--pwfile={passwordFile}", .. locale]);
            (var exitCode, said) = await Child.RunAsync(start, null, ct);
            if (exitCode == 0)
                return;
            if (!said.Contains("invalid locale", StringComparison.Ordinal))
                break;
        }

        throw LogDiagnosis.Explain(said, site);
    }

    private static ProcessStartInfo Initdb(ClusterSite site, PostgresPrograms programs, string draft, IEnumerable<string> more) =>
        site.Account.Command(programs.Initdb, ["--pgdata=" + draft, "--username=" + DatabaseSetup.Superuser, "--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums", .. more]);
}
