namespace Cruddur.Platform.Data.Embedded;

/// <summary>
/// A cluster outside of its data folder. Each knows the other (<c>postgres.place</c> here, <c>origin</c> there), so that a
/// moved checkout keeps its cluster and a copied one does not share it.
/// </summary>
internal static class Elsewhere
{
    internal const string FileName = "postgres.place";

    /// <summary>The cluster that the data folder points to, if it is there and belongs to this data folder.</summary>
    internal static string? Known(string dataFolder)
    {
        var pointer = Path.Combine(dataFolder, FileName);
        if (!File.Exists(pointer))
            return null;
        var cluster = File.ReadAllText(pointer).Trim();
        var origin = Origin(cluster);
        if (!Path.IsPathFullyQualified(cluster) || !File.Exists(origin))
            return null;
        var owner = File.ReadAllText(origin).Trim();
        if (owner == dataFolder)
            return cluster;
        if (PointsTo(owner, cluster))
            return null;
        File.WriteAllText(origin, dataFolder);
        return cluster;
    }

    /// <summary>Makes the folder for a new cluster and writes down, on both sides, whose it is.</summary>
    internal static string Choose(string stateRoot, string dataFolder)
    {
        var cluster = Path.Combine(stateRoot, RealPath.ShortName(dataFolder), "postgres");
        try
        {
            for (var attempt = 2; File.Exists(Origin(cluster)) && File.ReadAllText(Origin(cluster)).Trim() != dataFolder; attempt++)
                cluster = Path.Combine(stateRoot, $"{RealPath.ShortName(dataFolder)}-{attempt}", "postgres");
            MakeOpen(stateRoot);
            MakeOpen(Path.GetDirectoryName(cluster)!);
            File.WriteAllText(Origin(cluster), dataFolder);
            File.WriteAllText(Path.Combine(dataFolder, FileName), cluster);
            return cluster;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"PostgreSQL cannot work in {dataFolder} and {stateRoot} cannot be written ({e.Message.TrimEnd('.')}): choose another data folder with --data.", e);
        }
    }

    /// <summary>Makes a folder that everyone may enter, whatever the umask is; leaves an existing one alone.</summary>
    internal static void MakeOpen(string folder)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
    }

    private static string Origin(string cluster) => Path.Combine(Path.GetDirectoryName(cluster) ?? cluster, "origin");

    private static bool PointsTo(string dataFolder, string cluster)
    {
        var pointer = Path.Combine(dataFolder, FileName);
        return File.Exists(pointer) && File.ReadAllText(pointer).Trim() == cluster;
    }
}
