using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>One connection that holds the migration lock and runs steps. Disposing it frees the lock.</summary>
internal sealed class MigrationSession : IAsyncDisposable
{
    private readonly LockRetry retry;
    private bool locked;

    private MigrationSession(NpgsqlDataSource source, NpgsqlConnection connection, Migrator migrator) =>
        (Connection, retry) = (connection, new LockRetry(source, connection, migrator));

    public NpgsqlConnection Connection { get; }

    /// <summary>Connects with the settings of operator work and takes the lock.</summary>
    /// <exception cref="DatabaseException">CDB-007: another migrator works. CDB-014: a pooler stands between.</exception>
    public static async Task<MigrationSession> OpenAsync(NpgsqlDataSource source, string verb, Migrator migrator, CancellationToken ct)
    {
        var session = new MigrationSession(source, await source.OpenConnectionAsync(ct), migrator);
        try
        {
            await PoolerProbe.RefuseAsync(source, session.Connection, ct);
            // The last one frees the lock of a migrator that was killed during a long statement.
            await session.Connection.RunAsync("""
                select set_config('application_name', $1, false), set_config('lock_timeout', '2s', false), set_config('statement_timeout', '1h', false),
                  set_config('idle_in_transaction_session_timeout', '60s', false), set_config('search_path', 'public', false),
                  set_config('client_connection_check_interval', case when version() ~* 'windows|visual c|mingw' then '0' else '5s' end, false)
                """, ct, $"cruddur-db/{verb}/{Environment.UserName}");
            await MigrationLock.TakeAsync(session.Connection, migrator.LockWait, ct);
            session.locked = true;
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>How long the statements that follow wait for a lock; zero is for ever.</summary>
    public static Task SetLockTimeoutAsync(NpgsqlConnection connection, TimeSpan timeout, CancellationToken ct) =>
        connection.RunAsync("select set_config('lock_timeout', $1, false)", ct, FormattableString.Invariant($"{timeout.TotalMilliseconds:0}ms"));

    public Task<List<HistoryRow>> ReadHistoryAsync(CancellationToken ct) => MigrationHistory.ReadAsync(Connection, ct);

    public Task CreateHistoryAsync(CancellationToken ct) =>
        InTransactionAsync(() => MigrationHistory.CreateAsync(Connection, ct), ct);

    /// <summary>Applies one step and writes its row.</summary>
    /// <param name="migration">The step.</param>
    /// <param name="resume">Whether an earlier try outside a transaction did not finish.</param>
    /// <param name="at">The id of the last step that is in place.</param>
    /// <param name="beat">Tells that it still runs.</param>
    /// <param name="ct">Cancels and rolls back.</param>
    /// <exception cref="DatabaseException">CDB-008, CDB-009 or CDB-012.</exception>
    public async Task ApplyAsync(Migration migration, bool resume, string at, StepBeat beat, CancellationToken ct)
    {
        await SetLockTimeoutAsync(Connection, migration.LockTimeout, ct);
        if (!migration.Transactional) await new UntransactedStep(Connection, migration, retry, beat).ApplyAsync(resume, ct);
        else await retry.RunAsync(migration, deadlocks: false, () => InTransactionAsync(() => new TransactedStep(Connection, migration, at).ApplyAsync(ct), ct), ct);
    }

    /// <summary>Applies steps in one transaction and rolls it back; see <see cref="DryRun"/>.</summary>
    /// <exception cref="DatabaseException">CDB-008 or CDB-012.</exception>
    public Task TryAsync(IReadOnlyList<Migration> steps, string at, Action<Migration, TimeSpan, IReadOnlyList<TableLock>> done, Action<Migration> skipped, CancellationToken ct) =>
        steps.Count == 0 ? Task.CompletedTask : retry.RunAsync(steps[0], deadlocks: false, () => new DryRun(Connection, at).RunAsync(steps, done, skipped, ct), ct);

    /// <summary>Undoes one step and deletes its row.</summary>
    /// <exception cref="DatabaseException">CDB-008, CDB-009 or CDB-012.</exception>
    public async Task UndoAsync(Migration migration, CancellationToken ct)
    {
        await SetLockTimeoutAsync(Connection, migration.LockTimeout, ct);
        await using var silent = new StepBeat("", TimeSpan.Zero, null);
        await (migration.Transactional || migration.Total is not null
            ? retry.RunAsync(migration, deadlocks: false, () => InTransactionAsync(() => new TransactedStep(Connection, migration, migration.Id).UndoAsync(ct), ct), ct)
            : new UntransactedStep(Connection, migration, retry, silent).UndoAsync(ct));
    }

    public async ValueTask DisposeAsync()
    {
        // A broken session has lost its lock already.
        if (locked && Connection.FullState == System.Data.ConnectionState.Open) await MigrationLock.ReleaseAsync(Connection);
        await Connection.DisposeAsync();
    }

    public async Task InTransactionAsync(Func<Task> work, CancellationToken ct)
    {
        await using var transaction = await Connection.BeginTransactionAsync(ct);
        await work();
        await transaction.CommitAsync(ct);
    }
}
