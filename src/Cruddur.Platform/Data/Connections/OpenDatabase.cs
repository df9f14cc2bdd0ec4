using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Data.Migrations;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>A target that is in use: its connections, and the embedded PostgreSQL while it runs for them.</summary>
public sealed class OpenDatabase : IAsyncDisposable
{
    private const string SystemBundle = "/etc/ssl/certs/ca-certificates.crt";

    private readonly DatabaseTarget target;
    private readonly EmbeddedPostgres? embedded;
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly ConnectionPlan plan;

    private OpenDatabase(DatabaseTarget target, ConnectionPlan plan, EmbeddedPostgres? embedded)
    {
        (this.target, this.plan, this.embedded) = (target, plan, embedded);
        server = new NpgsqlConnectionStringBuilder(plan.Describe(plan.Secret?.Current).Text);
        Source = plan.Build(plan.Secret?.Current);
    }

    /// <summary>Where connections come from.</summary>
    public NpgsqlDataSource Source { get; }

    public string Database => server.Database!;

    public string Host => server.Host!;

    /// <summary><c>host/database</c>, as guards want it typed; never with a secret.</summary>
    public string Place => PlaceOf(Database);

    public bool IsEmbedded => target.IsEmbedded;

    /// <summary>Where PostgreSQL's own programs are looked for first.</summary>
    internal string? BinDir => target.BinDir;

    /// <summary><c>local</c>, <c>prod</c> …: what the person called it.</summary>
    public string TargetName => target.Name;

    /// <summary>How many connections an app process opens at most with this target's settings.</summary>
    public int PoolSize => new NpgsqlConnectionStringBuilder((target.IsEmbedded ? Named("", null, "app") : ConnectionPlan.For(target, null, "app")).Describe(target.Secret?.Current).Text).MaxPoolSize;

    /// <summary>
    /// Makes connections to the target. The embedded PostgreSQL is shared when it runs already, otherwise started until
    /// this is disposed.
    /// </summary>
    /// <param name="target">Which database.</param>
    /// <param name="profile">What the connections are for; <see cref="ConnectionProfile.Migration"/> for operator work, null to go by the URL.</param>
    /// <param name="role">Names the process in <c>pg_stat_activity</c>.</param>
    /// <param name="progress">Hears what takes long.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-014: operator work through a pooler. CDB-016: TLS too weak.</exception>
    /// <exception cref="EmbeddedPostgresException">The embedded PostgreSQL cannot run.</exception>
    public static async Task<OpenDatabase> OpenAsync(DatabaseTarget target, ConnectionProfile? profile, string role, IProgress<string>? progress, CancellationToken ct)
    {
        if (!target.IsEmbedded)
        {
            var plan = ConnectionPlan.For(target, profile, role);
            if (plan.Secret is not null) await SettleAsync(plan, ct);
            return new OpenDatabase(target, plan, null);
        }
        if (await FindRunningAsync(target, profile, role, ct) is { } running) return running;
        var embedded = await EmbeddedPostgres.StartAsync(Options(target), progress, ct);
        return new OpenDatabase(target, Named(embedded.ConnectionString, profile, role), embedded);
    }

    /// <summary>Makes connections to the embedded PostgreSQL of a target if it runs already; null when it does not.</summary>
    public static async Task<OpenDatabase?> FindRunningAsync(DatabaseTarget target, ConnectionProfile? profile, string role, CancellationToken ct) =>
        await RunningCluster.FindAsync(Options(target), ct) is { } running ? new OpenDatabase(target, Named(running, profile, role), null) : null;

    /// <summary>Brings the schema up and down.</summary>
    /// <param name="files">The steps, oldest first; null means those of this build.</param>
    public Migrator Migrator(IReadOnlyList<Migration>? files = null) => new(Source, files);

    /// <summary>What to run on the pooler's console after the schema has changed; null when the program does not go through a PgBouncer.</summary>
    public string? Reconnect => PoolerAdvice.Of(target);

    /// <summary>Creates the database when it is missing, and stamps what it is. Only the database's name differs from the connection asked for.</summary>
    /// <returns>True when the database was created or stamped now.</returns>
    public async Task<bool> CreateAsync(CancellationToken ct)
    {
        var created = await CreateAsync(Database, ct);
        return await DatabaseMarker.StampAsync(Source, target.Name, ct) || created;
    }

    /// <summary>What another database on the same server is called for people: <c>host/name</c>.</summary>
    public string PlaceOf(string name) => $"{(IsEmbedded ? "embedded" : Host)}/{name}";

    /// <summary>Creates another database on the same server, without a mark.</summary>
    /// <returns>False when there is one of that name.</returns>
    internal async Task<bool> CreateAsync(string name, CancellationToken ct)
    {
        await using var maintenance = Maintenance();
        await using var connection = await maintenance.OpenConnectionAsync(ct);
        if (await connection.ScalarAsync("select true from pg_database where datname = $1", ct, name) is true) return false;
        // A name cannot be a parameter; PostgreSQL itself quotes it.
        var create = (string)(await connection.ScalarAsync("select format('create database %I encoding ''UTF8'' %s template template0', $1::text, $2::text)", ct, name, await CollationAsync(connection, ct)))!;
        return await RunUnlessExistsAsync(connection, create, ct);
    }

    /// <summary>Another database of the same server, one connection for each use.</summary>
    internal NpgsqlDataSource Sibling(string name) => plan.With(settings => (settings.Database, settings.Pooling) = (name, false)).Build(plan.Secret?.Current);

    /// <summary>The server without the database itself, which cannot be created or dropped from within.</summary>
    internal NpgsqlDataSource Maintenance() => Sibling("postgres");

    /// <summary>The server as a URL, with secrets.</summary>
    public ConnectionUrl ToUrl() => target.Url ?? ConnectionUrl.Parse(UrlFormat.Format(new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["host"] = server.Host!,
        ["port"] = FormattableString.Invariant($"{server.Port}"),
        ["dbname"] = Database,
        ["user"] = server.Username!,
        ["password"] = server.Password ?? "",
    }));

    /// <summary>For the driver, with the password of this moment.</summary>
    internal string ConnectionString => plan.ConnectionString;

    /// <summary>
    /// What the database says it is, and whether commands that destroy must hold back: its marker says so, or it has none
    /// and is not on this machine.
    /// </summary>
    public async Task<(string? Environment, bool IsProtected)> ProtectionAsync(CancellationToken ct) => await DatabaseMarker.ReadAsync(Source, ct) is { } marker
        ? (marker.Environment, marker.IsProtected)
        : (null, target.Url is { IsLoopback: false } || DatabaseMarker.Protects(target.Name));

    /// <summary>Settings that make <c>psql</c> connect here; the password is among them, so they go into a child's environment only.</summary>
    /// <param name="readOnly">Whether the session begins with transactions that cannot write.</param>
    public IReadOnlyDictionary<string, string> PsqlEnvironment(bool readOnly)
    {
        var settings = new Dictionary<string, string>
        {
            ["PGHOST"] = server.Host!,
            ["PGPORT"] = FormattableString.Invariant($"{server.Port}"),
            ["PGDATABASE"] = Database,
            ["PGUSER"] = server.Username!,
            ["PGAPPNAME"] = $"cruddur-db/connect/{Environment.UserName}",
        };
        if (plan.Describe(plan.Secret?.Current).Url?.Complete() is { } pairs)
        {
            foreach (var (key, variable) in (ReadOnlySpan<(string, string)>)[("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT"), ("sslcert", "PGSSLCERT"), ("sslkey", "PGSSLKEY"), ("channel_binding", "PGCHANNELBINDING"), ("options", "PGOPTIONS")])
            {
                if (pairs.TryGetValue(key, out var value)) settings[variable] = value;
            }
            // Older clients know no system store by that name.
            if (settings.GetValueOrDefault("PGSSLROOTCERT") == "system" && File.Exists(SystemBundle)) settings["PGSSLROOTCERT"] = SystemBundle;
        }
        if (readOnly) settings["PGOPTIONS"] = $"{settings.GetValueOrDefault("PGOPTIONS")} -c default_transaction_read_only=on".Trim();
        if (new NpgsqlConnectionStringBuilder(ConnectionString).Password is { } password) settings["PGPASSWORD"] = password;
        return settings;
    }

    /// <summary>Settings that make pg_dump and pg_restore connect to the one host that a session of ours has reached.</summary>
    internal IReadOnlyDictionary<string, string> ClientEnvironment(string verb, string host, int port) => new Dictionary<string, string>(PsqlEnvironment(readOnly: false))
    {
        ["PGHOST"] = host,
        ["PGPORT"] = FormattableString.Invariant($"{port}"),
        ["PGAPPNAME"] = $"cruddur-db/{verb}/{Environment.UserName}",
    };

    /// <summary>One line about a failure of the connection, or null when it is about something else.</summary>
    public DatabaseException? Explain(Exception error) => ConnectionFailure.Explain(error, server, target.Origin, plan.IsIam);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (embedded is not null) await embedded.DisposeAsync();
    }

    /// <summary>A secret that was rotated just now is read again until the server accepts it; any other failure is told by whoever uses the database.</summary>
    private static async Task SettleAsync(ConnectionPlan plan, CancellationToken ct)
    {
        try
        {
            await using var pool = new ConnectionPool(plan.With(settings => settings.Pooling = false));
            await using var connection = await pool.OpenAsync(ct);
        }
        catch (NpgsqlException)
        {
            return;
        }
    }

    private static EmbeddedOptions Options(DatabaseTarget target) => new(target.DataFolder, target.BinDir, ToolsFolder: target.ToolsFolder);

    /// <summary>An order of text that no operating system's upgrade changes, where the server has it; else the server's own.</summary>
    private static async Task<string> CollationAsync(NpgsqlConnection connection, CancellationToken ct) =>
        connection.PostgreSqlVersion.Major >= 17 ? "locale_provider builtin builtin_locale 'C.UTF-8'"
        : await connection.ScalarAsync("select true from pg_collation where collcollate in ('C.utf8', 'C.UTF-8') limit 1", ct) is true ? "locale 'C.UTF-8'"
        : "";

    private static async Task<bool> RunUnlessExistsAsync(NpgsqlConnection connection, string create, CancellationToken ct)
    {
        try
        {
            await connection.RunAsync(create, ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private static ConnectionPlan Named(string connectionString, ConnectionProfile? profile, string role)
    {
        var settings = ConnectionProfiles.Settings(profile ?? ConnectionProfile.Direct, role);
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        foreach (var key in address.Keys.Cast<string>()) settings[key] = address[key];
        return ConnectionPlan.Of(settings.ConnectionString);
    }
}
