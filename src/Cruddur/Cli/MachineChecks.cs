using System.Globalization;
using Cruddur.Platform;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Doctor;

namespace Cruddur.Cli;

/// <summary>Whether this machine is fit: the settings, and the data folder with its disk.</summary>
internal static class MachineChecks
{
    private const long LeastFree = 1L << 30;

    public static IEnumerable<Finding> Look(DatabaseTarget target)
    {
        yield return Settings(target.DataFolder);
        if (!target.IsEmbedded || !Directory.Exists(target.DataFolder)) yield break;
        yield return Folder(target.DataFolder);
        yield return Disk(target.DataFolder);
    }

    private static Finding Settings(string folder)
    {
        try
        {
            Platform.Settings.Load(folder);
            return Finding.Well("settings");
        }
        catch (SettingsException wrong)
        {
            return new Finding("settings", wrong.Message.TrimEnd('.'), "Cruddur does not start before this is corrected.");
        }
    }

    private static Finding Folder(string folder)
    {
        var cluster = Path.Combine(folder, "postgres");
        if (OperatingSystem.IsWindows() || !Directory.Exists(cluster)) return Finding.Well("data folder");
        var mode = File.GetUnixFileMode(cluster);
        const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return (mode & Others) == 0 ? Finding.Well("data folder")
            : new Finding("data folder", $"{Path.GetFullPath(cluster)} is open to other users, and PostgreSQL will not start with it", $"chmod 700 {Path.GetFullPath(cluster)}");
    }

    private static Finding Disk(string folder)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return free >= LeastFree ? Finding.Well("disk") : new Finding("disk", string.Create(CultureInfo.InvariantCulture,
            $"{free / (1 << 20)} MB are left on the disk of {Path.GetFullPath(folder)}; when it is full nobody can write"), "Make room, or move the folder and start with --data.");
    }
}
