using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cruddur.Tests.Processes;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Fixtures;

/// <summary>A real PgBouncer in front of a PostgreSQL of the tests. It trusts everybody, as that PostgreSQL does.</summary>
public sealed partial class PgBouncer : IAsyncDisposable
{
    // The shell outlives a killed test run: end of input tells it to stop PgBouncer and delete the folder.
    private const string Script = """
        program=$1 folder=$2 as=
        if [ "$(id -u)" = 0 ]; then as='setpriv --reuid=postgres --regid=postgres --init-groups'; fi
        cd "$folder"
        $as "$program" -q "$folder/pgbouncer.ini" >log 2>&1 &
        echo $!
        read -r _
        kill -TERM $!
        wait $!
        cd /
        rm -rf "$folder"
        """;

    private readonly Process shell;
    private readonly string folder;

    private PgBouncer(Process shell, string folder, int port) => (this.shell, this.folder, Port) = (shell, folder, port);

    /// <summary>Loopback port that clients connect to; never one by which a pooler is recognised.</summary>
    public int Port { get; }

    /// <summary>Id of its process, for signals: USR1 pauses, USR2 resumes, HUP reads the settings again.</summary>
    public int Id { get; private set; }

    /// <summary>Version of the program, such as 1.18.0. From 1.21 on it keeps prepared statements in transaction mode.</summary>
    public static Version? Version { get; } = FindProgram() is { } program ? ReadVersion(program) : null;

    /// <summary>Starts one. Without the program the test is skipped with the reason, or fails where CI=true.</summary>
    /// <param name="serverPort">Loopback port of the PostgreSQL behind it.</param>
    /// <param name="mode">transaction, session or statement.</param>
    /// <param name="settings">Further lines of its section <c>[pgbouncer]</c>, which win over those of the fixture.</param>
    public static async Task<PgBouncer> StartAsync(int serverPort, string mode = "transaction", params string[] settings)
    {
        if (FindProgram() is not { } program)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "PgBouncer is not installed: apt-get install pgbouncer");
            Assert.Fail("PgBouncer is not installed: apt-get install pgbouncer");
            return null!;
        }
        var (folder, port) = (Directory.CreateTempSubdirectory("cruddur-bouncer-").FullName, CruddurProcess.FreePort());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), Settings(serverPort, port, mode, settings));
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", program, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var bouncer = new PgBouncer(Process.Start(start)!, folder, port);
        bouncer.Id = int.Parse((await bouncer.shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await bouncer.ReadyAsync();
        return bouncer;
    }

    /// <summary>How to reach a database through it, for the driver. Nothing is reset when a connection goes back to the pool.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = "postgres",
        GssEncryptionMode = GssEncryptionMode.Disable,
        SslMode = SslMode.Disable,
        NoResetOnClose = true,
        MaxPoolSize = 20,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>How to reach a database through it, as operators write it.</summary>
    public string Url(string database) => $"postgres://postgres@127.0.0.1:{Port}/{database}?sslmode=disable";

    /// <summary>Runs a command of the admin console, such as <c>RECONNECT</c> or <c>SHOW SERVERS</c>, and returns what it prints.</summary>
    public async Task<string> AdminAsync(string command)
    {
        // The console knows only the simple protocol, which the driver does not speak.
        var psql = Path.Combine(PostgresCluster.BinFolder, "psql");
        var start = new ProcessStartInfo(psql, ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-XqAt", "-d", "pgbouncer", "-c", command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}: {await error}");
        return await output;
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private async Task ReadyAsync()
    {
        for (var wait = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException refused) when (wait.Elapsed > TimeSpan.FromSeconds(30) || shell.HasExited)
            {
                var log = await File.ReadAllTextAsync(Path.Combine(folder, "log"));
                await DisposeAsync();
                throw new InvalidOperationException($"PgBouncer does not answer:\n{log}", refused);
            }
            catch (NpgsqlException)
            {
                // Not listening yet.
            }
        }
    }

    // Of a setting that stands twice PgBouncer takes the last one.
    private static string Settings(int serverPort, int port, string mode, string[] more) => $"""
        [databases]
        * = host=127.0.0.1 port={serverPort} user=postgres

        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {port}
        unix_socket_dir =
        auth_type = any
        admin_users = postgres
        pool_mode = {mode}
        max_client_conn = 1000
        default_pool_size = 20
        server_login_retry = 1
        {string.Join('\n', more)}
        """;

    private static string? FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin").Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    private static Version ReadVersion(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
        return System.Version.Parse(Number().Match(process.StandardOutput.ReadToEnd()).Value);
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex Number();
}
