using System.Diagnostics;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>One connection that holds the migration lock and runs steps. Disposing it frees the lock.</summary>
internal sealed class MigrationSession : IAsyncDisposable
{
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;
    private readonly Migrator migrator;
    private bool locked;

    private MigrationSession(NpgsqlDataSource source, NpgsqlConnection connection, Migrator migrator) =>
        (this.source, this.connection, this.migrator) = (source, connection, migrator);

    /// <summary>Connects with the settings of operator work and takes the lock.</summary>
    /// <exception cref="DatabaseException">CDB-007.</exception>
    public static async Task<MigrationSession> OpenAsync(NpgsqlDataSource source, string verb, Migrator migrator, CancellationToken ct)
    {
        var session = new MigrationSession(source, await source.OpenConnectionAsync(ct), migrator);
        try
        {
            // The last one frees the lock of a migrator that was killed during a long statement.
            await session.connection.RunAsync("""
                select set_config('application_name', $1, false), set_config('lock_timeout', '2s', false), set_config('statement_timeout', '1h', false),
                  set_config('idle_in_transaction_session_timeout', '60s', false), set_config('search_path', 'public', false),
                  set_config('client_connection_check_interval', case when version() ~* 'windows|visual c|mingw' then '0' else '5s' end, false)
                """, ct, $"cruddur-db/{verb}/{Environment.UserName}");
            await MigrationLock.TakeAsync(session.connection, migrator.LockWait, ct);
            session.locked = true;
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public Task<List<HistoryRow>> ReadHistoryAsync(CancellationToken ct) => MigrationHistory.ReadAsync(connection, ct);

    public Task CreateHistoryAsync(CancellationToken ct) =>
        InTransactionAsync(() => MigrationHistory.CreateAsync(connection, ct), ct);

    /// <summary>Applies one step and writes its row.</summary>
    /// <param name="migration">The step.</param>
    /// <param name="resume">Whether an earlier try outside a transaction did not finish.</param>
    /// <param name="at">The id of the last step that is in place.</param>
    /// <param name="ct">Cancels and rolls back.</param>
    /// <exception cref="DatabaseException">CDB-008, CDB-009 or CDB-012.</exception>
    public async Task ApplyAsync(Migration migration, bool resume, string at, CancellationToken ct)
    {
        if (migration.Transactional) await WithRetriesAsync(() => InTransactionAsync(() => ApplyInsideAsync(migration, at, ct), ct), ct);
        else await new UntransactedStep(connection, migration).ApplyAsync(resume, ct);
    }

    /// <summary>Undoes one step and deletes its row.</summary>
    /// <exception cref="DatabaseException">CDB-008 or CDB-012.</exception>
    public async Task UndoAsync(Migration migration, CancellationToken ct)
    {
        if (migration.Transactional) await WithRetriesAsync(() => InTransactionAsync(Undo, ct), ct);
        else await Undo();

        async Task Undo()
        {
            await RunAsync(migration, migration.Down, migration.Id, ct);
            await MigrationHistory.DeleteAsync(connection, migration, ct);
        }
    }

    /// <summary>Writes what a person found about a step that stopped half way.</summary>
    public Task DecideAsync(Migration migration, bool done, CancellationToken ct) => done
        ? MigrationHistory.FinishAsync(connection, migration, TimeSpan.Zero, ct)
        : MigrationHistory.DeleteAsync(connection, migration, ct);

    /// <summary>Applies the transactional steps in one transaction and rolls it back.</summary>
    public async Task TryAsync(IReadOnlyList<Migration> steps, Action<Migration, TimeSpan> done, string at, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await MigrationHistory.CreateAsync(connection, ct);
        foreach (var step in steps.Where(step => step.Transactional))
        {
            var watch = Stopwatch.StartNew();
            await ApplyInsideAsync(step, at, ct);
            done(step, watch.Elapsed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A broken session has lost its lock already.
        if (locked && connection.FullState == System.Data.ConnectionState.Open) await MigrationLock.ReleaseAsync(connection);
        await connection.DisposeAsync();
    }

    private async Task ApplyInsideAsync(Migration migration, string at, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await MigrationHistory.StartAsync(connection, migration, ct);
        await RunAsync(migration, migration.Up, at, ct);
        if (migration.Verify is { } verify)
        {
            var number = migration.Up.Count + 1;
            if (!await IsTrueAsync(migration, verify, number, at, ct)) throw MigrationErrors.NotVerified(migration, number, at);
        }
        await MigrationHistory.FinishAsync(connection, migration, watch.Elapsed, ct);
    }

    private async Task RunAsync(Migration migration, IReadOnlyList<ScriptStatement> statements, string at, CancellationToken ct)
    {
        foreach (var (index, statement) in statements.Index())
        {
            try
            {
                await connection.RunAsync(statement.Text, ct);
            }
            catch (PostgresException error) when (IsFailure(error, ct))
            {
                throw MigrationErrors.Failed(migration, index + 1, statement, error, at);
            }
        }
    }

    private async Task<bool> IsTrueAsync(Migration migration, ScriptStatement verify, int number, string at, CancellationToken ct)
    {
        try
        {
            return await connection.ScalarAsync(verify.Text, ct) is true;
        }
        catch (PostgresException error) when (IsFailure(error, ct))
        {
            throw MigrationErrors.Failed(migration, number, verify, error, at);
        }
    }

    private static bool IsFailure(PostgresException error, CancellationToken ct) =>
        error.SqlState != PostgresErrorCodes.LockNotAvailable && !ct.IsCancellationRequested;

    private async Task InTransactionAsync(Func<Task> work, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await work();
        await transaction.CommitAsync(ct);
    }

    /// <summary>A step that waits for a lock makes everyone wait behind it, so it gives up after 2 s and tries again later.</summary>
    private async Task WithRetriesAsync(Func<Task> work, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var watch = LockConflict.WatchAsync(source, connection.ProcessID, stop.Token);
            try
            {
                await work();
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (tries > migrator.LockRetries) throw MigrationErrors.Locked(watch.IsCompletedSuccessfully ? await watch : null, tries, error);
            }
            finally
            {
                await stop.CancelAsync();
                await watch;
            }
            await Task.Delay(migrator.LockRetryPause * Math.Min(60, Math.Pow(2, tries - 1)) * (0.5 + Random.Shared.NextDouble() / 2), ct);
        }
    }
}
