using System.Diagnostics;
using System.Globalization;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>The user that PostgreSQL's programs run as: ourselves, or, because PostgreSQL refuses root, another one.</summary>
internal sealed record Account(string? User, int Uid, int Gid)
{
    private const string TestFolders = "for p; do if ! cd \"$p\" 2>/dev/null; then printf %s \"$p\"; exit 1; fi; done";

    private static readonly Account Ourselves = new(null, -1, -1);

    /// <summary>Whether the programs run as somebody else than we do.</summary>
    internal bool Switches => User is not null;

    /// <summary>Whether the folder that this user was chosen for is theirs, so that our files in it should be too.</summary>
    internal bool OwnsFolder { get; private init; }

    /// <summary>
    /// Ourselves unless we are root. Root takes the owner of the folder (so that one checkout can be started with and
    /// without sudo), then <c>postgres</c>, then <c>nobody</c>.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">Root, on a machine without any such user.</exception>
    internal static async Task<Account> ForAsync(string folder, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return Ourselves;
        var users = Users();
        var owner = await OwnerAsync(folder, ct);
        if (users.Find(user => user.Uid == owner && user.Uid != 0) is { } ownerOfFolder)
            return ownerOfFolder with { OwnsFolder = true };
        return users.Find(user => user.User == "postgres")
            ?? users.Find(user => user.User == "nobody")
            ?? throw new EmbeddedPostgresException("PostgreSQL refuses to run as root and this machine has neither a user postgres nor a user nobody: add one (useradd --system postgres), or start Cruddur as an ordinary user.");
    }

    /// <summary>How to start a program as this user, with a small environment: no secret of ours, no PG* variable.</summary>
    internal ProcessStartInfo Command(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        if (OperatingSystem.IsWindows())
        {
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToList())
                start.Environment.Remove(name);
            return start;
        }

        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["HOME"] = "/";
        start.WorkingDirectory = "/";
        if (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") is { Length: > 0 } libraries)
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        if (User is not null)
            start.UserName = User;
        return start;
    }

    /// <summary>Gives a file or folder to this user; false where the file system refuses.</summary>
    internal bool Own(string path) => !Switches || Native.Own(path, Uid, Gid);

    /// <summary>The first of the folders that this user may not enter, asked by trying; null when all are open.</summary>
    internal async Task<string?> FirstClosedAsync(IEnumerable<string> folders, CancellationToken ct)
    {
        // What everybody may enter needs no process to try it.
        var doubtful = Switches ? folders.Where(folder => OperatingSystem.IsWindows() || !File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute)).ToList() : [];
        if (doubtful.Count == 0)
            return null;
        var (exitCode, output) = await Child.RunAsync(Command("/bin/sh", ["-c", TestFolders, "sh", .. doubtful]), null, ct);
        return exitCode == 0 ? null : output;
    }

    private static async Task<int> OwnerAsync(string path, CancellationToken ct)
    {
        string[] format = OperatingSystem.IsLinux() ? ["-c", "%u"] : ["-f", "%u"];
        var (_, output) = await Child.RunAsync(Ourselves.Command("stat", [.. format, path]), null, ct);
        return int.TryParse(output.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : 0;
    }

    private static List<Account> Users() =>
        [.. from line in File.ReadLines("/etc/passwd")
            let fields = line.Split(':')
            where fields.Length >= 4
                && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                && int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            select new Account(fields[0], int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture))];
}
