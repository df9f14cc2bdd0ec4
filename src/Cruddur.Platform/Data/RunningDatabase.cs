using System.Globalization;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Platform.Health;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <param name="Target">Which database.</param>
/// <param name="Embedded">How the embedded one is run, when it is meant.</param>
/// <param name="Migrate">Apply pending migrations instead of refusing to start. The embedded database always gets them.</param>
public sealed record DatabaseOptions(DatabaseTarget Target, EmbeddedOptions Embedded, bool Migrate);

/// <summary>The one database of a running instance: found or started, of a version that will do, and migrated.</summary>
public sealed class RunningDatabase : IAsyncDisposable
{
    private const int OldestMajor = 15;

    private readonly EmbeddedPostgres? embedded;
    private readonly ConnectionPool operators;

    private RunningDatabase(EmbeddedPostgres? embedded, ConnectionPlan plan, ConnectionPool operators, DatabaseIdentity identity) =>
        (this.embedded, Plan, this.operators, Identity) = (embedded, plan, operators, identity);

    /// <summary>How the app connects.</summary>
    public ConnectionPlan Plan { get; }

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
        if (!options.Target.IsEmbedded) return await OpenAsync(options.Target, options.Migrate, progress, ct);
        var postgres = await EmbeddedPostgres.StartAsync(options.Embedded, progress, ct);
        try
        {
            var identity = new DatabaseIdentity("PostgreSQL", postgres.ServerVersion, "embedded", options.Embedded.Database);
            var plan = ConnectionPlan.Of(Pooled(postgres.ConnectionString));
            var running = new RunningDatabase(postgres, plan, Operators(plan), identity) { Notes = postgres.Notes };
            await running.MigrateAsync(allowed: true, () => { }, progress, ct);
            await DatabaseMarker.StampAsync(running.operators.Source, "local", ct);
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
            // Follows a rotated secret, which the driver's own source cannot.
            await (await operators.OpenAsync(ct)).DisposeAsync();
            var status = await new Migrator(operators.Source).StatusAsync(ct);
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

    private static async Task<RunningDatabase> OpenAsync(DatabaseTarget target, bool migrate, IProgress<string> progress, CancellationToken ct)
    {
        var plan = ConnectionPlan.For(target, null, "app");
        var operators = Operators(ConnectionPlan.ForChecks(target, "app"));
        try
        {
            var identity = await Database.IdentifyAsync(operators, ct);
            if (int.Parse(identity.Version.Split('.')[0], CultureInfo.InvariantCulture) < OldestMajor)
            {
                throw new DatabaseException("CDB-022", $"{identity.Where} runs PostgreSQL {identity.Version}, and Cruddur needs {OldestMajor} or newer. Upgrade the server, or unset {target.Origin} to use the embedded one.", 12);
            }
            if (await DatabaseMarker.ReadAsync(operators.Source, ct) is { IsProtected: true }) target.Url!.RequireEncryption();
            var direct = target.Direct ?? target.Url!;
            var running = new RunningDatabase(null, plan, operators, identity with { Where = target.Url!.Host }) { Notes = [.. target.Notes, .. target.Url.Warnings] };
            await running.MigrateAsync(migrate, direct.RequireDirect, progress, ct);
            return running;
        }
        catch (Exception error)
        {
            await operators.DisposeAsync();
            var server = new NpgsqlConnectionStringBuilder(plan.Describe(plan.Secret?.Current).Text);
            if (error is NpgsqlException refused)
                throw ConnectionFailure.Explain(error, server, target.Origin, plan.IsIam) ?? ConnectionFailure.Refused((PostgresException)refused, target.Url!.Host, target.Origin);
            throw;
        }
    }

    /// <summary>For checks and migrations: one connection at a time, given back soon after the last use.</summary>
    private static ConnectionPool Operators(ConnectionPlan plan) => new(plan.With(settings =>
    {
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = 2;
        settings.ConnectionIdleLifetime = 10;
        settings.ConnectionPruningInterval = 5;
        settings.MaxAutoPrepare = 0;
    }));

    private async Task MigrateAsync(bool allowed, Action demandDirect, IProgress<string> progress, CancellationToken ct)
    {
        var migrator = new Migrator(operators.Source);
        var status = await migrator.StatusAsync(ct);
        if (!status.MayStart) throw new DatabaseException("CDB-020", status.AheadMessage!["CDB-020: ".Length..], 3);
        if (!status.HasPending) return;
        if (!allowed)
        {
            throw new DatabaseException("CDB-023", $"Database {Identity.Name} on {Identity.Where} lacks migrations that this build needs. Run 'cruddur db migrate', or start with --migrate.", 3);
        }
        demandDirect();
        await migrator.MigrateAsync(null, dryRun: false, new Relay(progress), ct);
    }

    private static string Pooled(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = $"cruddur/app/{Build.Version.Split('+')[0]}",
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
