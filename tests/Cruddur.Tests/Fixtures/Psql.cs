using System.Diagnostics;
using Npgsql;

namespace Cruddur.Tests.Fixtures;

/// <summary>A session that somebody holds with psql until it is disposed.</summary>
internal sealed class Psql : IAsyncDisposable
{
    private readonly Process process;

    private Psql(Process process, string pid) => (this.process, Pid) = (process, pid);

    /// <summary>The session's number at the server.</summary>
    public string Pid { get; }

    /// <summary>Opens a session and types <paramref name="sql"/>, without waiting for its end.</summary>
    public static async Task<Psql> OpenAsync(PostgresCluster cluster, string connectionString, string app, string sql, string user = "postgres")
    {
        var start = new ProcessStartInfo(Path.Combine(PostgresCluster.BinFolder, "psql"),
            ["-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", $"{cluster.Port}", "-U", user, new NpgsqlConnectionStringBuilder(connectionString).Database!])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGAPPNAME"] = app },
        };
        var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync("select pg_backend_pid();");
        await process.StandardInput.FlushAsync();
        var pid = (await process.StandardOutput.ReadLineAsync())!;
        await process.StandardInput.WriteLineAsync(sql);
        await process.StandardInput.FlushAsync();
        await ForActivityAsync(connectionString, pid);
        return new Psql(process, pid);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Until the server runs what was typed, or has run it.</summary>
    private static async Task ForActivityAsync(string connectionString, string pid)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(20))
        {
            await using var command = source.CreateCommand($"select true from pg_stat_activity where pid = {pid} and query not like '%pg_backend_pid%'");
            if (await command.ExecuteScalarAsync() is true) return;
        }
    }
}
