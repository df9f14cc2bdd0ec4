using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>A person's own session: what they type is run as it is, each statement in a transaction of its own.</summary>
public sealed class SqlSession : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private SqlSession(NpgsqlConnection connection) => this.connection = connection;

    /// <summary>Opens a session.</summary>
    /// <param name="source">Where to.</param>
    /// <param name="readOnly">Whether PostgreSQL refuses changes until the session ends.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<SqlSession> OpenAsync(NpgsqlDataSource source, bool readOnly, CancellationToken ct)
    {
        var session = new SqlSession(await source.OpenConnectionAsync(ct));
        if (readOnly) await session.connection.RunAsync("set session characteristics as transaction read only", ct);
        return session;
    }

    /// <summary>Runs one statement.</summary>
    /// <exception cref="DatabaseException">CDB-027: PostgreSQL refuses it; the session goes on.</exception>
    [SuppressMessage("Security", "CA2100", Justification = "Running what the operator types is what the session is for.")]
    public async Task<ResultTable> RunAsync(string statement, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            return await ResultTable.ReadAsync(command, ct);
        }
        catch (PostgresException refused) when (!ct.IsCancellationRequested)
        {
            throw new DatabaseException("CDB-027", $"PostgreSQL refused the statement: [{refused.SqlState}] {refused.MessageText}.", 1, refused);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
