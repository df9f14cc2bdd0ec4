using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Starts servers on one cluster and waits until they accept connections.</summary>
internal sealed class ServerLaunch(ClusterSite site, PostgresPrograms programs, IProgress<string>? progress)
{
    private const int Attempts = 5;

    /// <summary>Starts on a free port; takes another one when somebody else is quicker.</summary>
    /// <exception cref="EmbeddedPostgresException">The server stopped before it was ready; the message says why.</exception>
    internal async Task<Server> OnFreePortAsync(string? socketFolder, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(new Endpoint(socketFolder, FreePort()), ct);
            }
            catch (EmbeddedPostgresException e) when (attempt < Attempts && e.Refusal is Refusal.PortTaken or Refusal.OldProcessesLeft)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), ct);
            }
        }
    }

    /// <summary>Starts where the server was before, so that connection strings stay true; without loopback if its port was taken meanwhile.</summary>
    /// <exception cref="EmbeddedPostgresException">The server stopped before it was ready; the message says why.</exception>
    internal async Task<Server> AgainAsync(Endpoint endpoint, CancellationToken ct)
    {
        try
        {
            return await OnceAsync(endpoint, ct);
        }
        catch (EmbeddedPostgresException e) when (e.Refusal == Refusal.PortTaken && endpoint.SocketFolder is not null)
        {
            return await OnceAsync(endpoint with { Loopback = false }, ct);
        }
    }

    private async Task<Server> OnceAsync(Endpoint endpoint, CancellationToken ct)
    {
        var log = new ServerLog(site);
        var logLength = log.Prepare();
        if (OperatingSystem.IsWindows())
        {
            var (exitCode, said) = await Child.RunAsync(ServerCommand.Windows(site, programs, endpoint), null, ct);
            return exitCode == 0 && PostmasterFile.Read(site.Folder) is { } file
                ? new Server(site, programs, file.Pid, endpoint, null)
                : throw LogDiagnosis.Explain(log.Since(logLength) + said, site);
        }

        var child = Child.Start(ServerCommand.Unix(site, programs, endpoint));
        var server = new Server(site, programs, child.Id, endpoint, child);
        try
        {
            await ReadyAsync(server, log, logLength, ct);
            return server;
        }
        catch
        {
            await server.StopAsync();
            server.Dispose();
            throw;
        }
    }

    private async Task ReadyAsync(Server server, ServerLog log, long logLength, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        var told = false;
        // The file may still be that of an earlier, killed server until ours has replaced it. Recovery takes its time.
        while (PostmasterFile.Read(site.Folder) is not { Ready: true } file || file.Pid != server.Pid)
        {
            if (!server.Runs)
                throw LogDiagnosis.Explain(log.Since(logLength), site);
            if (!told && waited.Elapsed > TimeSpan.FromSeconds(3))
            {
                told = true;
                progress?.Report("PostgreSQL is still starting; after an unclean stop it first restores what was saved");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
