using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Runs statements: on the pool (<see cref="Db"/>), or inside one transaction (<see cref="Transaction"/>).</summary>
public abstract class Executor
{
    private protected Executor()
    {
    }

    private protected abstract NpgsqlCommand CreateCommand(string text);

    /// <summary>All rows.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<List<T>> ListAsync<T>(Query<T> query, Args args, CancellationToken ct)
    {
        try
        {
            await using var command = Prepare(query.Statement, args);
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
            await using var command = Prepare(query.Statement, args);
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
            await using var command = Prepare(change.Statement, args);
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
            using var command = Prepare(query.Statement, args);
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
            using var command = Prepare(change.Statement, args);
            return command.ExecuteNonQuery();
        }
        catch (Exception error) when (DbError.From(error, change.Statement) is { } named)
        {
            throw named;
        }
    }

    private NpgsqlCommand Prepare(Statement statement, Args args)
    {
        var command = CreateCommand(statement.Text);
        args.Bind(command.Parameters, statement);
        return command;
    }
}
