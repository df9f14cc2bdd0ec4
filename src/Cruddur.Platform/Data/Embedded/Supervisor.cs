using System.Diagnostics;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Starts the server again when it dies while we run, ever more slowly, and keeps its log small.</summary>
internal sealed class Supervisor(ClusterSite site, ServerLaunch launch, Server server, IProgress<string>? progress) : IDisposable
{
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);
    private static readonly double[] DelaysInSeconds = [0, 0.5, 1, 2, 5, 10, 20, 30, 30, 30];

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private Server _server = server;

    /// <summary>How often the server was started again.</summary>
    internal int Restarts { get; private set; }

    internal int Pid => _server.Pid;

    internal void Begin() => _watching = Task.Run(WatchAsync);

    /// <summary>Ends the watch, then the server; returns when it is gone.</summary>
    internal async Task StopAsync()
    {
        await LeaveAsync();
        await _server.StopAsync();
    }

    /// <summary>Ends the watch only.</summary>
    internal async Task LeaveAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _server.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            var failures = 0;
            while (failures < DelaysInSeconds.Length)
            {
                var lived = Stopwatch.StartNew();
                await ExitAsync(_stopping.Token);
                failures = lived.Elapsed > Healthy ? 0 : failures;
                progress?.Report($"PostgreSQL stopped by itself; starting it again (see {site.LogFile})");
                await Task.Delay(TimeSpan.FromSeconds(DelaysInSeconds[failures++]), _stopping.Token);
                await RestartAsync();
            }

            progress?.Report($"PostgreSQL does not stay up and is not started any more: see {site.LogFile}, then start Cruddur again");
        }
        catch (OperationCanceledException)
        {
            // We are asked to stop.
        }
    }

    private async Task RestartAsync()
    {
        try
        {
            await Takeover.ClearAsync(site, _stopping.Token);
            var next = await launch.AgainAsync(_server.Endpoint, _stopping.Token);
            _server.Dispose();
            _server = next;
            Restarts++;
            progress?.Report("PostgreSQL runs again");
        }
        catch (Exception e) when (e is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
        {
            progress?.Report(e.Message);
        }
    }

    private async Task ExitAsync(CancellationToken ct)
    {
        var exit = _server.WaitForExitAsync(ct);
        while (await Task.WhenAny(exit, Task.Delay(Healthy, ct)) != exit)
            new ServerLog(site).Rotate(running: true);
        await exit;
    }
}
