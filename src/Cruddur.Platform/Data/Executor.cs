using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Runs statements: on the pool (<see cref="Db"/>), or inside one transaction (<see cref="Transaction"/>).</summary>
public abstract class Executor
{
    private protected Executor()
    {
    }

    private protected abstract ValueTask<Lease> LeaseAsync(CancellationToken ct);

    private protected abstract Lease Lease();

    /// <summary>All rows.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<List<T>> ListAsync<T>(Query<T> query, Args args, CancellationToken ct)
    {
        try
        {
            await using var lease = await LeaseAsync(ct);
            await using var command = Prepare(lease, query.Statement, args);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var rows = new List<T>();
            var row = new Row(reader);
            while (await reader.ReadAsync(ct)) rows.Add(query.Read(row));
            return rows;
        }
        catch (Exception error) when (DbError.From(error, query.Statement) is { } named)
        {
            throw named;
        }
    }

    /// <summary>The first row, or the type's default when there is none.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<T?> FindAsync<T>(Query<T> query, Args args, CancellationToken ct)
    {
        try
        {
            await using var lease = await LeaseAsync(ct);
            await using var command = Prepare(lease, query.Statement, args);
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? query.Read(new Row(reader)) : default;
        }
        catch (Exception error) when (DbError.From(error, query.Statement) is { } named)
        {
            throw named;
        }
    }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<int> ExecuteAsync(Command change, Args args, CancellationToken ct)
    {
        try
        {
            await using var lease = await LeaseAsync(ct);
            await using var command = Prepare(lease, change.Statement, args);
            return await command.ExecuteNonQueryAsync(ct);
        }
        catch (Exception error) when (DbError.From(error, change.Statement) is { } named)
        {
            throw named;
        }
    }

    /// <summary>
    /// All rows, read on the caller's thread. For the few interfaces of the framework that have no asynchronous form: waiting
    /// there for an asynchronous read takes a thread of the pool from the very work that is waited for.
    /// </summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    internal List<T> List<T>(Query<T> query, Args args)
    {
        try
        {
            using var lease = Lease();
            using var command = Prepare(lease, query.Statement, args);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            var row = new Row(reader);
            while (reader.Read()) rows.Add(query.Read(row));
            return rows;
        }
        catch (Exception error) when (DbError.From(error, query.Statement) is { } named)
        {
            throw named;
        }
    }

    /// <summary>Changes rows on the caller's thread; see <see cref="List{T}"/>.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    internal int Execute(Command change, Args args)
    {
        try
        {
            using var lease = Lease();
            using var command = Prepare(lease, change.Statement, args);
            return command.ExecuteNonQuery();
        }
        catch (Exception error) when (DbError.From(error, change.Statement) is { } named)
        {
            throw named;
        }
    }

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
