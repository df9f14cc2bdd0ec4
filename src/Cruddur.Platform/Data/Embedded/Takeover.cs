using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>What an earlier run left: a server that still works is taken over, anything else is cleared away.</summary>
internal static class Takeover
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The server that still runs on the cluster and accepts our password; null when a new one must be started.</summary>
    internal static async Task<Server?> TryAsync(ClusterSite site, PostgresPrograms programs, Func<Endpoint, Task> verify, CancellationToken ct)
    {
        var file = PostmasterFile.Read(site.Folder);
        if (file is not null && ServerProcesses.IsServer(file, site))
        {
            var server = new Server(site, programs, file.Pid, new Endpoint(file.SocketFolder, file.Port), null);
            try
            {
                await ReadyAsync(server, site, ct);
                await verify(server.Endpoint);
                site.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"Took over the PostgreSQL that was still running (process {file.Pid})."));
                return server;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or EmbeddedPostgresException)
            {
                await server.StopAsync();
                site.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"Stopped the PostgreSQL that was still running (process {file.Pid}), because it did not answer: {e.Message.TrimEnd('.')}."));
            }
        }

        await ClearAsync(site, ct);
        SocketFolder.Remove(file?.SocketFolder);
        return null;
    }

    /// <summary>Waits for processes of a killed server to leave, and removes a pid file that names somebody else's process.</summary>
    internal static async Task ClearAsync(ClusterSite site, CancellationToken ct)
    {
        var path = PostmasterFile.PathIn(site.Folder);
        if (!File.Exists(path))
            return;
        var waited = Stopwatch.StartNew();
        while (ServerProcesses.Leftovers(site) is { Count: > 0 } left)
        {
            if (waited.Elapsed > Patience)
                left.ForEach(pid => Native.Signal(pid, Native.Kill));
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
        }

        // PostgreSQL takes any living process with that number for a server; now it is known that none is.
        if (OperatingSystem.IsLinux() && (PostmasterFile.Read(site.Folder) is not { } file || Directory.Exists($"/proc/{Math.Abs(file.Pid)}")))
            File.Delete(path);
    }

    private static async Task ReadyAsync(Server server, ClusterSite site, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (PostmasterFile.Read(site.Folder) is not { Ready: true })
        {
            if (!server.Runs || waited.Elapsed > Patience * 6)
                throw new TimeoutException("it did not become ready");
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
        }
    }
}
