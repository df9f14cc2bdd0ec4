using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>The one door to PostgreSQL.</summary>
public sealed class Db(NpgsqlDataSource source) : Executor
{
    private protected override NpgsqlCommand CreateCommand(string text) => source.CreateCommand(text);

    /// <summary>Runs work in one transaction, committed when it returns and rolled back when it throws.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<T> InTransactionAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var result = await work(new Transaction(connection));
            await transaction.CommitAsync(ct);
            return result;
        }
        catch (Exception error) when (DbError.From(error, null) is { } named)
        {
            throw named;
        }
    }
}

/// <summary>Runs statements inside the transaction that <see cref="Db.InTransactionAsync"/> opened.</summary>
public sealed class Transaction : Executor
{
    private readonly NpgsqlConnection connection;

    internal Transaction(NpgsqlConnection connection) => this.connection = connection;

    [SuppressMessage("Security", "CA2100", Justification = "The text is an embedded statement; values are parameters.")]
    private protected override NpgsqlCommand CreateCommand(string text) => new(text, connection);
}
