using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace Cruddur.Tests.Fixtures;

/// <summary>One PostgreSQL for the whole run; every test takes a database of its own from it.</summary>
public class PostgresCluster : IAsyncLifetime
{
    // The shell outlives a killed test run: end of input tells it to stop the server and delete the folder.
    private const string Script = """
        bin=$1 folder=$2 port=$3 settings=$4 as=
        if [ "$(id -u)" = 0 ]; then
          # Where the programs lie another user may have no way to.
          case $bin in */node_modules/*) cp -a "$bin/.." "$folder/programs"; bin=$folder/programs/bin ;; esac
          chown -R postgres "$folder"
          as='setpriv --reuid=postgres --regid=postgres --init-groups'
        fi
        cd "$folder"
        $as "$bin/initdb" -D "$folder/db" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; exit 1; }
        $as "$bin/postgres" -D "$folder/db" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 \
          -c timezone=UTC $settings >>log 2>&1 &
        read -r _
        kill -QUIT $!
        wait $!
        cd /
        rm -rf "$folder"
        """;

    private readonly SemaphoreSlim once = new(1);
    private Process? shell;
    private NpgsqlDataSource? postgres;
    private int databases;
    private string? template;

    /// <summary>How it is started: fast, since what it holds ends with the run.</summary>
    protected virtual string Settings => "-c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off";

    /// <summary>Loopback port of the server.</summary>
    public int Port { get; private set; }

    /// <summary>Where PostgreSQL's own programs lie.</summary>
    public static string BinFolder { get; } = FindBinFolder();

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("cruddur-test-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        Port = FreePort();
        shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", Pass.BinFolder ?? BinFolder, folder, $"{Port}", Settings]) { RedirectStandardInput = true })!;
        postgres = NpgsqlDataSource.Create(ConnectionString("postgres"));
        for (var wait = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                await using var connection = await postgres.OpenConnectionAsync();
                await Pass.StartAsync(Port);
                return;
            }
            catch (NpgsqlException) when (wait.Elapsed < TimeSpan.FromSeconds(60) && !shell.HasExited)
            {
            }
        }
    }

    /// <summary>An empty database; returns its connection string.</summary>
    public Task<string> CreateDatabaseAsync() => CreateAsync("template0");

    /// <summary>A database with every migration applied and no rows; returns its connection string.</summary>
    public async Task<string> CreateMigratedAsync()
    {
        await once.WaitAsync();
        try
        {
            template ??= await CreateTemplateAsync();
        }
        finally
        {
            once.Release();
        }
        return await CreateAsync(template);
    }

    /// <summary>The connection string of a database by name; it may not exist yet.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = "postgres",
        GssEncryptionMode = GssEncryptionMode.Disable,
        SslMode = SslMode.Disable,
        MaxPoolSize = 20,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>Takes a database away from under whoever uses it, by another name.</summary>
    public async Task AwayAsync(string database)
    {
        await RunAsync($"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{database}'");
        await RunAsync($"alter database {database} rename to {database}_away");
    }

    /// <summary>Gives back what <see cref="AwayAsync"/> took.</summary>
    public Task BackAsync(string database) => RunAsync($"alter database {database}_away rename to {database}");

    public async ValueTask DisposeAsync()
    {
        await Pass.StopAsync();
        if (postgres is not null) await postgres.DisposeAsync();
        if (shell is null) return;
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
        once.Dispose();
    }

    private async Task<string> CreateAsync(string from)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await RunAsync($"create database {name} template {from}");
        return ConnectionString(name);
    }

    private async Task RunAsync(string sql)
    {
        await using var command = postgres!.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string> CreateTemplateAsync()
    {
        var connectionString = await CreateDatabaseAsync();
        // Without a pool no connection stays behind, which would keep the template from being copied.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await new Migrator(source).MigrateAsync(to: null, dryRun: false, progress: null, CancellationToken.None);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }

    private static string FindBinFolder() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max()!
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
                ?? throw new InvalidOperationException("Tests need PostgreSQL's programs (initdb, postgres): install the package 'postgresql'.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
