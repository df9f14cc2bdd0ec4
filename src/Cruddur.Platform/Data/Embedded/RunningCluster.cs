namespace Cruddur.Platform.Data.Embedded;

/// <summary>A cluster that another Cruddur has started, for commands that work on it meanwhile.</summary>
public static class RunningCluster
{
    /// <summary>The owner's connection string of a server that runs on the data folder now; null when none does. Starts and stops nothing.</summary>
    /// <exception cref="EmbeddedPostgresException">The data folder cannot be used.</exception>
    public static async Task<string?> FindAsync(EmbeddedOptions options, CancellationToken ct)
    {
        var dataFolder = RealPath.Of(options.DataFolder);
        if (!Directory.Exists(dataFolder)) return null;
        var site = await ClusterSite.ChooseAsync(options, dataFolder, ct);
        return PostmasterFile.Read(site.Folder) is { Ready: true } file && ServerProcesses.IsServer(file, site)
            ? DatabaseSetup.ConnectionString(new Endpoint(file.SocketFolder, file.Port), Secret.Read(dataFolder, site.Account), options.Database)
            : null;
    }
}
