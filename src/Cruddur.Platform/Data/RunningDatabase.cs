using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Platform.Health;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <param name="Url">Where the database is (<c>CONNECTION_URL</c>); null for the embedded one.</param>
/// <param name="Migrate">Apply pending migrations instead of refusing to start. The embedded database always gets them.</param>
public sealed record DatabaseOptions(string? Url, EmbeddedOptions Embedded, bool Migrate);

/// <summary>The one database of a running instance: found or started, of a version that will do, and migrated.</summary>
public sealed class RunningDatabase : IAsyncDisposable
{
    private const int OldestMajor = 15;

    private readonly EmbeddedPostgres? embedded;
    private readonly NpgsqlDataSource operators;

    private RunningDatabase(EmbeddedPostgres? embedded, string connectionString, NpgsqlDataSource operators, DatabaseIdentity identity) =>
        (this.embedded, ConnectionString, this.operators, Identity) = (embedded, connectionString, operators, identity);

    /// <summary>For the driver, settings of the pool included.</summary>
    public string ConnectionString { get; }

    public DatabaseIdentity Identity { get; }

    public bool IsEmbedded => embedded is not null;

    /// <summary>Where the embedded cluster really is; null without one.</summary>
    public string? ClusterFolder => embedded?.ClusterFolder;

    /// <summary>What the person who starts Cruddur must know: one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <exception cref="DatabaseException">It cannot be reached, is too old, or lacks migrations.</exception>
    /// <exception cref="EmbeddedPostgresException">The embedded one cannot run.</exception>
    public static async Task<RunningDatabase> OpenAsync(DatabaseOptions options, IProgress<string> progress, CancellationToken ct)
    {
        if (options.Url is not null) return await OpenAsync(ConnectionUrl.Parse(options.Url), options.Migrate, progress, ct);
        var postgres = await EmbeddedPostgres.StartAsync(options.Embedded, progress, ct);
        try
        {
            var identity = new DatabaseIdentity("PostgreSQL", postgres.ServerVersion, "embedded", options.Embedded.Database);
            var connectionString = Pooled(postgres.ConnectionString);
            var running = new RunningDatabase(postgres, connectionString, Operators(connectionString), identity) { Notes = postgres.Notes };
            await running.MigrateAsync(allowed: true, progress, ct);
            await DatabaseMarker.StampAsync(running.operators, "local", ct);
            return running;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many migrations of this build the database lacks.</summary>
    public async Task<int> CountPendingAsync(CancellationToken ct)
    {
        try
        {
            var status = await new Migrator(operators).StatusAsync(ct);
            return status.Entries.Count(entry => entry.State is MigrationState.Pending or MigrationState.Unfinished);
        }
        catch (Exception error) when (DbError.From(error, null) is { } named)
        {
            throw named;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await operators.DisposeAsync();
        if (embedded is not null) await embedded.DisposeAsync();
    }

    private static async Task<RunningDatabase> OpenAsync(ConnectionUrl url, bool migrate, IProgress<string> progress, CancellationToken ct)
    {
        var connectionString = url.ToNpgsql(url.Detected);
        var operators = Operators(connectionString);
        try
        {
            var identity = await Database.IdentifyAsync(operators, ct);
            if (int.Parse(identity.Version.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture) < OldestMajor)
            {
                throw new DatabaseException("CDB-022", $"{url.Host} runs PostgreSQL {identity.Version}, and Cruddur needs {OldestMajor} or newer. Upgrade the server, or unset CONNECTION_URL to use the embedded one.", 12);
            }
            var running = new RunningDatabase(null, connectionString, operators, identity) { Notes = url.Warnings };
            await running.MigrateAsync(migrate, progress, ct);
            return running;
        }
        catch (Exception error)
        {
            await operators.DisposeAsync();
            if (error is NpgsqlException refused) throw Database.Explain(refused, url);
            throw;
        }
    }

    /// <summary>For checks and migrations: one connection at a time, given back soon after the last use.</summary>
    private static NpgsqlDataSource Operators(string connectionString) => Database.Open(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MinPoolSize = 0,
        MaxPoolSize = 2,
        ConnectionIdleLifetime = 10,
        ConnectionPruningInterval = 5,
        MaxAutoPrepare = 0,
    }.ConnectionString);

    private async Task MigrateAsync(bool allowed, IProgress<string> progress, CancellationToken ct)
    {
        var migrator = new Migrator(operators);
        var status = await migrator.StatusAsync(ct);
        if (!status.MayStart) throw new DatabaseException("CDB-020", status.AheadMessage!["CDB-020: ".Length..], 3);
        if (!status.HasPending) return;
        if (!allowed)
        {
            throw new DatabaseException("CDB-023", $"Database {Identity.Name} on {Identity.Where} lacks migrations that this build needs. Run 'cruddur db migrate', or start with --migrate.", 3);
        }
        await migrator.MigrateAsync(null, dryRun: false, new Relay(progress), ct);
    }

    private static string Pooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = $"cruddur/app/{Build.Version}",
        MaxPoolSize = 20,
        MaxAutoPrepare = 50,
        AutoPrepareMinUsages = 2,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Enlist = false,
        Timeout = 5,
        CommandTimeout = 10,
    }.ConnectionString;

    private sealed class Relay(IProgress<string> to) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value) => to.Report($"Applied {value.Id} ({value.Number}/{value.Count})");
    }
}
