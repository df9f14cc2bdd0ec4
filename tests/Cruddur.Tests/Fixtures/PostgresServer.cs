using System.Diagnostics;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Processes;
using Npgsql;

namespace Cruddur.Tests.Fixtures;

/// <summary>A PostgreSQL of a test's own, which the test kills, restarts and promotes. It keeps what it has acknowledged, unless the machine itself stops.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // The shell outlives a killed test run: end of input tells it to stop the server and delete the folder.
    private const string Script = """
        bin=$1 folder=$2 port=$3 from=$4 settings=$5 as=
        if [ "$(id -u)" = 0 ]; then
          chown postgres "$folder"
          as='setpriv --reuid=postgres --regid=postgres --init-groups'
        fi
        cd "$folder"
        ctl() { $as "$bin/pg_ctl" -D "$folder/db" -w -t 60 "$@" </dev/null >>ctl.log 2>&1; }
        start() {
          # What a killed server left behind may take a moment to be gone.
          for try in 1 2 3 4 5 6 7 8 9 10; do
            ctl -l "$folder/log" -o "-k $folder -p $port -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c timezone=UTC $settings" start && return 0
            sleep 0.2
          done
          return 1
        }
        if [ -n "$from" ]; then
          $as "$bin/pg_basebackup" -h 127.0.0.1 -p "$from" -U postgres -D "$folder/db" -R -X stream -c fast --no-sync >setup.log 2>&1
        else
          $as "$bin/initdb" -D "$folder/db" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >setup.log 2>&1
        fi && start
        echo $?
        while read -r command; do
          case $command in
            start) start ;;
            restart) ctl -m fast stop && start ;;
            stop) ctl -m fast stop ;;
            kill) kill -9 "$(head -1 "$folder/db/postmaster.pid")" ;;
            promote) ctl promote ;;
          esac
          echo $?
        done
        ctl -m immediate stop
        cd /
        rm -rf "$folder"
        """;

    private readonly Process shell;
    private readonly string folder;

    private PostgresServer(Process shell, string folder, int port) => (this.shell, this.folder, Port) = (shell, folder, port);

    /// <summary>Loopback port; it stays the same over restarts.</summary>
    public int Port { get; }

    /// <summary>An empty cluster, running.</summary>
    /// <param name="settings">Further options of <c>postgres</c>, such as <c>-c max_connections=40</c>.</param>
    public static Task<PostgresServer> StartAsync(string settings = "") => StartAsync("", settings);

    /// <summary>A standby of this server, following it.</summary>
    public Task<PostgresServer> StandbyAsync() => StartAsync($"{Port}", "");

    /// <summary>A database with every migration applied.</summary>
    public async Task CreateMigratedAsync(string database)
    {
        await SqlAsync($"create database {database}");
        await using var source = NpgsqlDataSource.Create(ConnectionString(database));
        await new Migrator(source).MigrateAsync(to: null, dryRun: false, progress: null, CancellationToken.None);
    }

    /// <summary>Stops it as an operator does, cutting off who is connected, and starts it again.</summary>
    public Task RestartAsync() => DoAsync("restart");

    /// <summary>kill -9 of the server.</summary>
    public Task KillAsync() => DoAsync("kill");

    public Task StopAsync() => DoAsync("stop");

    /// <summary>Starts it where it was stopped or killed.</summary>
    public Task StartAgainAsync() => DoAsync("start");

    /// <summary>Makes a standby the primary.</summary>
    public Task PromoteAsync() => DoAsync("promote");

    /// <summary>How operators write where it is.</summary>
    public string Url(string database, string parameters = "") => $"postgresql://postgres@127.0.0.1:{Port}/{database}?sslmode=disable{parameters}";

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = "postgres",
        GssEncryptionMode = GssEncryptionMode.Disable,
        SslMode = SslMode.Disable,
        Pooling = false,
    }.ConnectionString;

    /// <summary>Runs SQL as its superuser; returns the first value.</summary>
    public async Task<object?> SqlAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        return await command.ExecuteScalarAsync();
    }

    /// <summary>What the server has written about itself.</summary>
    public string Log() => File.ReadAllText(Path.Combine(folder, "log"));

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private static async Task<PostgresServer> StartAsync(string from, string settings)
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("cruddur-server-").FullName, CruddurProcess.FreePort());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", PostgresCluster.BinFolder, folder, $"{port}", from, settings]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var server = new PostgresServer(Process.Start(start)!, folder, port);
        await server.DoneAsync("initdb or pg_basebackup");
        return server;
    }

    private async Task DoAsync(string command)
    {
        await shell.StandardInput.WriteLineAsync(command);
        await shell.StandardInput.FlushAsync();
        await DoneAsync(command);
    }

    private async Task DoneAsync(string command)
    {
        if (await shell.StandardOutput.ReadLineAsync() != "0")
        {
            throw new InvalidOperationException($"{command} failed:\n{string.Join('\n', Directory.GetFiles(folder, "*log").Select(File.ReadAllText))}");
        }
    }
}
