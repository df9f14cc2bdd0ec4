using System.Diagnostics.CodeAnalysis;
using Cruddur.Platform.Data.Retries;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Runs statements: on the pool (<see cref="Db"/>), or inside one transaction (<see cref="Transaction"/>).</summary>
public abstract class Executor
{
    private protected Executor()
    {
    }

    /// <summary>How often the pool has been emptied.</summary>
    private protected abstract int Cleared { get; }

    private protected abstract ValueTask<Lease> LeaseAsync(CancellationToken ct);

    private protected abstract Lease Lease();

    /// <summary>How long to wait before a statement that failed is run again; null when it may not be.</summary>
    private protected abstract TimeSpan? Again(ref Attempts attempts, Exception error, bool isHarmless, bool isRepeatable);

    /// <summary>All rows.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<List<T>> ListAsync<T>(Query<T> query, Args args, CancellationToken ct)
    {
        var attempts = new Attempts();
        while (true)
        {
            attempts.Begin(Cleared);
            TimeSpan pause;
            try
            {
                await using var lease = await LeaseAsync(ct);
                attempts.Stage = Stage.Working;
                await using var command = Prepare(lease, query.Statement, args);
                await using var reader = await command.ExecuteReaderAsync(ct);
                attempts.Stage = Stage.Answered;
                var rows = new List<T>();
                var row = new Row(reader);
                while (await reader.ReadAsync(ct)) rows.Add(query.Read(row));
                return rows;
            }
            catch (Exception error) when (DbError.Of(error, query.Statement, attempts) is { } named)
            {
                pause = PauseAfter(named, query.Statement, ref attempts);
            }
            await Task.Delay(pause, ct);
        }
    }

    /// <summary>The first row, or the type's default when there is none.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<T?> FindAsync<T>(Query<T> query, Args args, CancellationToken ct)
    {
        var attempts = new Attempts();
        while (true)
        {
            attempts.Begin(Cleared);
            TimeSpan pause;
            try
            {
                await using var lease = await LeaseAsync(ct);
                attempts.Stage = Stage.Working;
                await using var command = Prepare(lease, query.Statement, args);
                await using var reader = await command.ExecuteReaderAsync(ct);
                attempts.Stage = Stage.Answered;
                return await reader.ReadAsync(ct) ? query.Read(new Row(reader)) : default;
            }
            catch (Exception error) when (DbError.Of(error, query.Statement, attempts) is { } named)
            {
                pause = PauseAfter(named, query.Statement, ref attempts);
            }
            await Task.Delay(pause, ct);
        }
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<int> ExecuteAsync(Command change, Args args, CancellationToken ct)
    {
        var attempts = new Attempts();
        while (true)
        {
            attempts.Begin(Cleared);
            TimeSpan pause;
            try
            {
                await using var lease = await LeaseAsync(ct);
                // The driver answers only when all is over, COMMIT included.
                attempts.Stage = Stage.Answered;
                await using var command = Prepare(lease, change.Statement, args);
                return await command.ExecuteNonQueryAsync(ct);
            }
            catch (Exception error) when (DbError.Of(error, change.Statement, attempts) is { } named)
            {
                pause = PauseAfter(named, change.Statement, ref attempts);
            }
            await Task.Delay(pause, ct);
        }
    }

    /// <summary>
    /// All rows, read on the caller's thread. For the few interfaces of the framework that have no asynchronous form: waiting
    /// there for an asynchronous read takes a thread of the pool from the very work that is waited for.
    /// </summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    internal List<T> List<T>(Query<T> query, Args args)
    {
        var attempts = new Attempts();
        while (true)
        {
            attempts.Begin(Cleared);
            TimeSpan pause;
            try
            {
                using var lease = Lease();
                attempts.Stage = Stage.Working;
                using var command = Prepare(lease, query.Statement, args);
                using var reader = command.ExecuteReader();
                attempts.Stage = Stage.Answered;
                var rows = new List<T>();
                var row = new Row(reader);
                while (reader.Read()) rows.Add(query.Read(row));
                return rows;
            }
            catch (Exception error) when (DbError.Of(error, query.Statement, attempts) is { } named)
            {
                pause = PauseAfter(named, query.Statement, ref attempts);
            }
            Thread.Sleep(pause);
        }
    }

    /// <summary>Changes rows on the caller's thread; see <see cref="List{T}"/>.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    internal int Execute(Command change, Args args)
    {
        var attempts = new Attempts();
        while (true)
        {
            attempts.Begin(Cleared);
            TimeSpan pause;
            try
            {
                using var lease = Lease();
                attempts.Stage = Stage.Answered;
                using var command = Prepare(lease, change.Statement, args);
                return command.ExecuteNonQuery();
            }
            catch (Exception error) when (DbError.Of(error, change.Statement, attempts) is { } named)
            {
                pause = PauseAfter(named, change.Statement, ref attempts);
            }
            Thread.Sleep(pause);
        }
    }

    /// <exception cref="DbError">The statement may not be run again.</exception>
    private TimeSpan PauseAfter(DbError failed, Statement statement, ref Attempts attempts) =>
        Again(ref attempts, failed.InnerException!, statement.IsRead, isRepeatable: false) ?? throw failed.After(attempts);

    [SuppressMessage("Security", "CA2100", Justification = "The text is an embedded statement; values are parameters.")]
    private static NpgsqlCommand Prepare(Lease lease, Statement statement, Args args)
    {
        var command = new NpgsqlCommand(statement.Text, lease.Connection);
        args.Bind(command.Parameters, statement);
        return command;
    }
}

/// <summary>A connection to run one statement on, given back after it unless a transaction has it.</summary>
internal readonly struct Lease(NpgsqlConnection connection, bool isOwn) : IAsyncDisposable, IDisposable
{
    public NpgsqlConnection Connection => connection;

    public ValueTask DisposeAsync() => isOwn ? connection.DisposeAsync() : ValueTask.CompletedTask;

    public void Dispose()
    {
        if (isOwn) connection.Dispose();
    }
}
