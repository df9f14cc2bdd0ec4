using Cruddur.Platform.Data.Secrets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>
/// The connections of a running process. When user and password come from a secret, a rotation is followed without a failed
/// request: a refused password is replaced once, and a new user gets a pool of its own while the old one drains.
/// </summary>
public sealed partial class ConnectionPool : IAsyncDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(60);

    private readonly ConnectionPlan plan;
    private readonly ILoggerFactory? logs;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<Generation> retired = [];
    private readonly Task watch = Task.CompletedTask;
    private volatile Generation generation;
    private int cleared;

    /// <summary>Connections of one user of the database.</summary>
    private sealed record Generation(NpgsqlDataSource Source, DatabaseSecret? Version, string Settings);

    /// <summary>Makes the pool; nothing is connected yet.</summary>
    /// <param name="plan">How connections are made.</param>
    /// <param name="logs">Hear of rotations.</param>
    /// <param name="watches">Whether it looks for a rotated secret by itself too, as one pool of a long-running process should.</param>
    public ConnectionPool(ConnectionPlan plan, ILoggerFactory? logs = null, bool watches = false)
    {
        (this.plan, this.logs) = (plan, logs);
        generation = Make(plan.Secret?.Current);
        if (watches && plan.Secret is { } secret) watch = secret.WatchAsync(failure => LogStale(Log, secret.Name, failure.Message), stop.Token);
    }

    private ConnectionPool(NpgsqlDataSource source) => (plan, generation) = (ConnectionPlan.Of(""), new Generation(source, null, ""));

    /// <summary>Connections of a source that somebody else closes.</summary>
    internal static ConnectionPool Of(NpgsqlDataSource source) => new(source);

    /// <summary>The driver's source for the user of this moment.</summary>
    public NpgsqlDataSource Source => Latest().Source;

    /// <summary>How often <see cref="Clear"/> has emptied it.</summary>
    internal int Cleared => Volatile.Read(ref cleared);

    private ILogger Log => (logs ?? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).CreateLogger("Cruddur.Database");

    /// <summary>A connection from the pool, or a new one.</summary>
    /// <exception cref="DatabaseException">CDB-015: the server refuses every version of the secret. CDB-050: it cannot be read.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var source = Latest();
        try
        {
            return await source.Source.OpenConnectionAsync(ct);
        }
        catch (NpgsqlException error) when (plan.Secret is not null && ConnectionFailure.Refusal(error) is { } refused)
        {
            await ReplaceAsync(source.Version!, refused, ct);
            return await Latest().Source.OpenConnectionAsync(ct);
        }
    }

    /// <inheritdoc cref="OpenAsync"/>
    public NpgsqlConnection Open()
    {
        var source = Latest();
        try
        {
            return source.Source.OpenConnection();
        }
        catch (NpgsqlException error) when (plan.Secret is not null && ConnectionFailure.Refusal(error) is { } refused)
        {
            // Once a rotation; a thread of the pool is lent for it.
            Task.Run(() => ReplaceAsync(source.Version!, refused, stop.Token)).GetAwaiter().GetResult();
            return Latest().Source.OpenConnection();
        }
    }

    /// <summary>Closes the connections, those in use when they come back, and finds out anew which of several servers is which.</summary>
    /// <param name="seen"><see cref="Cleared"/> before the failure that this is the answer to; many fail at once, and one of them is enough.</param>
    /// <param name="stale">The failure, when a prepared statement was not what it should be.</param>
    internal void Clear(int seen, Exception? stale = null)
    {
        if (Interlocked.CompareExchange(ref cleared, seen + 1, seen) != seen) return;
        if (stale is not null) LogForgotten(Log, stale);
        var source = Source;
        source.Clear();
        if (source is NpgsqlMultiHostDataSource hosts) hosts.ClearDatabaseStates();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watch;
        await generation.Source.DisposeAsync();
        List<Generation> old;
        lock (gate) old = [.. retired];
        foreach (var one in old) await one.Source.DisposeAsync();
        stop.Dispose();
    }

    private Task ReplaceAsync(DatabaseSecret version, PostgresException refused, CancellationToken ct) =>
        plan.Secret!.ReplaceAsync(version, refused.SqlState, plan.AcceptsAsync, ct);

    private Generation Latest()
    {
        var known = generation;
        if (plan.Secret is null || ReferenceEquals(plan.Secret.Current, known.Version)) return known;
        lock (gate)
        {
            var version = plan.Secret.Current;
            if (ReferenceEquals(version, generation.Version)) return generation;
            LogRotated(Log, plan.Secret.Name, version.Version, version.Username);
            if (SettingsOf(version) == generation.Settings) return generation = generation with { Version = version };
            var old = generation;
            retired.Add(old);
            _ = RetireAsync(old);
            return generation = Make(version);
        }
    }

    /// <summary>Whoever has the old source in hand may still open; then its idle connections are closed, and the others when they come back.</summary>
    private async Task RetireAsync(Generation old)
    {
        await Task.Delay(Drain, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stop.IsCancellationRequested) return;
        lock (gate) retired.Remove(old);
        await old.Source.DisposeAsync();
    }

    private Generation Make(DatabaseSecret? version) => new(plan.Build(version, logs), version, SettingsOf(version));

    /// <summary>All but the password, which a source asks for whenever it opens.</summary>
    private string SettingsOf(DatabaseSecret? version)
    {
        var settings = new NpgsqlConnectionStringBuilder(plan.Describe(version).Text);
        settings.Remove("Password");
        return settings.ConnectionString;
    }

    [LoggerMessage(1, LogLevel.Information, "The secret {Name} was rotated: version {Version}, user {User}")]
    private static partial void LogRotated(ILogger log, SecretName name, string version, string user);

    [LoggerMessage(2, LogLevel.Warning, "The version of the secret {Name} at hand stays in use: {Why}")]
    private static partial void LogStale(ILogger log, SecretName name, string why);

    [LoggerMessage(3, LogLevel.Warning, "A prepared statement was stale, so all are prepared anew. Right after a migration that is expected. If it goes on, a pooler that does not keep them stands in between: add pgbouncer=true to the database URL")]
    private static partial void LogForgotten(ILogger log, Exception failure);
}
