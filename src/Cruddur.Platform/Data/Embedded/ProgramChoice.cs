using System.Globalization;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>The programs that fit the cluster: any good ones for a new one, those of its own major version otherwise.</summary>
internal static class ProgramChoice
{
    internal static async Task<PostgresPrograms> ForAsync(ClusterSite site, EmbeddedOptions options, CancellationToken ct) =>
        await ProgramsCopy.ReachableAsync(Choose(site, [.. ProgramPlaces.All(options.BinDir, options.ToolsFolder)]), site, options, ct);

    /// <exception cref="EmbeddedPostgresException">There are no programs, or only those of another major version.</exception>
    internal static PostgresPrograms Choose(ClusterSite site, IReadOnlyList<string> places)
    {
        if (!site.Exists)
            return PostgresPrograms.Find(places, null);
        var written = File.ReadAllText(site.VersionFile).Trim();
        if (!int.TryParse(written.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < PostgresPrograms.OldestMajor)
            throw new EmbeddedPostgresException($"The cluster in {site.Folder} was made by PostgreSQL {written}, but Cruddur needs {PostgresPrograms.OldestMajor} or newer: upgrade it with pg_upgrade, or choose another data folder with --data.");
        var newest = PostgresPrograms.Find(places, null);
        if (newest.Major == major)
            return newest;
        try
        {
            return PostgresPrograms.Find(places, major);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new EmbeddedPostgresException($"The cluster in {site.Folder} was made by PostgreSQL {major}, but this machine has {newest.Version} (in {newest.BinFolder}): install PostgreSQL {major} (Debian, Ubuntu: apt-get install postgresql-{major}), or choose another data folder with --data.", e);
        }
    }
}
