using Cruddur.Platform.Data.Backups;
using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

/// <summary>A database with demo people, and a folder for its backups.</summary>
internal sealed class BackupGround : IAsyncDisposable
{
    private readonly PostgresCluster cluster;
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("cruddur-backup-test-");

    private BackupGround(PostgresCluster cluster, string name) => (this.cluster, Name) = (cluster, name);

    /// <summary>The database.</summary>
    public string Name { get; }

    public string Place => $"127.0.0.1/{Name}";

    public string Folder => Path.Combine(root.FullName, "backups");

    public string Url => UrlOf(Name);

    /// <summary>Names of all files in the folder.</summary>
    public IEnumerable<string> Files => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal) : [];

    /// <summary>Backups that count.</summary>
    public IReadOnlyList<(BackupFile File, BackupManifest Manifest)> Backups => new BackupFolder(Folder).List(null);

    public static async Task<BackupGround> LayAsync(PostgresCluster cluster)
    {
        var ground = new BackupGround(cluster, new NpgsqlConnectionStringBuilder(await cluster.CreateMigratedAsync()).Database!);
        await ground.RunAsync(0, "create");
        await ground.RunAsync(0, "seed");
        return ground;
    }

    public string UrlOf(string database) => $"postgres://postgres@127.0.0.1:{cluster.Port}/{database}?sslmode=disable";

    /// <summary>Runs a verb of <c>cruddur db</c> on the database, and fails when it answers anything but <paramref name="exitCode"/>.</summary>
    public Task<CliRun> RunAsync(int exitCode, params string[] args) => RunAsync(exitCode, args, []);

    /// <inheritdoc cref="RunAsync(int, string[])"/>
    public async Task<CliRun> RunAsync(int exitCode, string[] args, Dictionary<string, string> environment, CancellationToken ct = default)
    {
        var run = await CliRun.Of(["db", .. args, .. args.Contains("--target") ? [] : (string[])["--url", Url], "--data", root.FullName], environment, ct: ct);
        Assert.True(exitCode == run.ExitCode, $"{string.Join(' ', args)} answered {run.ExitCode}: {run.Error}{run.Output}");
        return run;
    }

    /// <summary>Takes a backup.</summary>
    public async Task<BackupFile> TakeAsync(params string[] more)
    {
        await RunAsync(0, ["backup", .. more]);
        return Backups[0].File;
    }

    /// <summary>Runs SQL in a database, past the program.</summary>
    public async Task<object?> SqlAsync(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(cluster.ConnectionString(database ?? Name)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Whether the server has a database whose name begins so.</summary>
    public async Task<bool> HasDatabaseAsync(string beginning) =>
        await SqlAsync($"select count(*) from pg_database where starts_with(datname, '{beginning}')", "postgres") is not 0L;

    public ValueTask DisposeAsync()
    {
        root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
