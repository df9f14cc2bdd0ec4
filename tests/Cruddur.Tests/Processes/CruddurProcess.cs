using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Processes;

/// <summary>The built program as a process of its own.</summary>
public sealed class CruddurProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder error = new();

    private CruddurProcess(Process process, int port)
    {
        (this.process, Port) = (process, port);
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public int Port { get; }

    public HttpClient Api { get; }

    public string Output => Text(output);

    public string Error => Text(error);

    public int Id => process.Id;

    /// <summary>Starts <c>cruddur serve</c> on a port of its own.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="settings">Its environment, besides this process's own without any setting of Cruddur.</param>
    /// <param name="more">Further options.</param>
    public static CruddurProcess Serve(string data, IReadOnlyDictionary<string, string>? settings = null, params string[] more)
    {
        var port = FreePort();
        return Run(port, settings, ["serve", "--data", data, "--port", $"{port}", .. more]);
    }

    /// <summary>Starts the program with arguments as they are.</summary>
    public static CruddurProcess Run(int port, IReadOnlyDictionary<string, string>? settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", [Path.Combine(AppContext.BaseDirectory, "cruddur.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new CruddurProcess(new Process { StartInfo = start }, port);
    }

    /// <summary>Waits until it serves requests in full.</summary>
    public async Task<CruddurProcess> ReadyAsync()
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(50))
        {
            Assert.False(process.HasExited, $"It ended instead of serving:\n{Output}\n{Error}");
            try
            {
                using var answer = await Api.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode) return this;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        throw new TimeoutException($"It was not ready within two minutes:\n{Output}\n{Error}");
    }

    /// <summary>Signs in as a demo person, for all requests of <see cref="Api"/>.</summary>
    public async Task<CruddurProcess> SignedInAsync()
    {
        using var answer = await Api.SignInAsync("andrew@example.com", "cruddur-demo");
        Api.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.JsonAsync())["token"]!.GetValue<string>());
        return this;
    }

    /// <summary>kill -9, the process alone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM", process.Id);

    public static async Task SignalAsync(string signal, int id)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (!process.HasExited)
        {
            await TerminateAsync();
            await ExitAsync();
        }
        process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsSetting(string name) =>
        (name.StartsWith("CRUDDUR_", StringComparison.OrdinalIgnoreCase) && name != "CRUDDUR_TOOLS")
        || name.EndsWith("CONNECTION_URL", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DB_", StringComparison.Ordinal) || name.StartsWith("AWS_", StringComparison.Ordinal)
        || name is "DATABASE_URL" or "DATABASE_URL_DIRECT" or "FRONTEND_URL" or "BACKEND_URL" or "OTEL_EXPORTER_OTLP_ENDPOINT" or "Postgres__BinDir";

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null) text.AppendLine(line);
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}

/// <summary>A data folder that the user of the embedded PostgreSQL may enter.</summary>
public sealed class DataFolder : IDisposable
{
    public DataFolder()
    {
        Path = Directory.CreateTempSubdirectory("cruddur-process-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    /// <summary>The id of the embedded PostgreSQL's process, or null when none runs.</summary>
    public int? PostgresId
    {
        get
        {
            var file = System.IO.Path.Combine(Path, "postgres", "postmaster.pid");
            return File.Exists(file) ? int.Parse(File.ReadLines(file).First(), System.Globalization.CultureInfo.InvariantCulture) : null;
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
