using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Tells whether a process is PostgreSQL on a certain cluster: numbers of processes are used again.</summary>
internal static class ServerProcesses
{
    /// <summary>Whether the process of the file lives and is the server of this cluster.</summary>
    internal static bool IsServer(PostmasterFile file, ClusterSite site) => IsServer(file.Pid, file.Folder, site.Folder);

    internal static bool IsServer(int pid, string writtenFolder, string cluster)
    {
        if (!OperatingSystem.IsLinux())
            return NameOf(pid)?.Contains("postgres", StringComparison.OrdinalIgnoreCase) == true;
        if (WorkingFolder(pid) is { } folder)
            return folder == cluster && IsPostgres(pid);
        // In a container root may not look at another user's folder; what the server was started with is open to all.
        return IsPostgres(pid)
            && CommandLine(pid).Split('\0').Contains(writtenFolder)
            && (writtenFolder == cluster || !Directory.Exists(writtenFolder));
    }

    /// <summary>Processes of a server that was killed: they leave by themselves, soon; only then may a new one start.</summary>
    internal static List<int> Leftovers(ClusterSite site) => !OperatingSystem.IsLinux()
        ? []
        : [.. from entry in Directory.EnumerateDirectories("/proc")
              let pid = int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
              where pid > 0 && IsPostgres(pid) && (WorkingFolder(pid) == site.Folder || CommandLine(pid).StartsWith($"postgres: {site.Name}: ", StringComparison.Ordinal))
              select pid];

    private static bool IsPostgres(int pid) => Read($"/proc/{pid}/comm").StartsWith("postgres", StringComparison.Ordinal);

    private static string CommandLine(int pid) => Read($"/proc/{pid}/cmdline");

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file, Encoding.UTF8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string? NameOf(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
