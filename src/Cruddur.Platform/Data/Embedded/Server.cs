using System.Diagnostics;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>One running server process: our child, or (child null) one that an earlier run or pg_ctl started.</summary>
internal sealed class Server(ClusterSite site, PostgresPrograms programs, int pid, Endpoint endpoint, Process? child) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    internal int Pid => pid;
    internal Endpoint Endpoint => endpoint;

    internal bool Runs => child is not null ? !child.HasExited : ServerProcesses.IsServer(pid, site.Folder, site.Folder);

    /// <summary>Returns when the process is gone.</summary>
    internal async Task WaitForExitAsync(CancellationToken ct)
    {
        if (child is not null)
        {
            await child.WaitForExitAsync(ct);
            return;
        }

        // Somebody else's child sends no signal, so it is looked at.
        while (Runs)
            await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
    }

    /// <summary>Stops cleanly: sessions end, everything is written. Harder only when that takes longer than a minute.</summary>
    internal async Task StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            await Child.RunAsync(site.Account.Command(programs.PgCtl, "stop", "-D", site.Folder, "-m", "fast", "-w"), null, CancellationToken.None);
            return;
        }

        foreach (var (signal, patience) in ((int, TimeSpan)[])[(Native.Interrupt, Patience), (Native.Quit, Patience / 6), (Native.Kill, Patience / 6)])
        {
            if (!Runs || !Native.Signal(pid, signal))
                return;
            var waited = Stopwatch.StartNew();
            while (Runs && waited.Elapsed < patience)
                await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    public void Dispose() => child?.Dispose();
}
