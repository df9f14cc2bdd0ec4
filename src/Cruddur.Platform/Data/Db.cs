using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>The one door to PostgreSQL.</summary>
public sealed class Db(ConnectionPool pool) : Executor
{
    private protected override async ValueTask<Lease> LeaseAsync(CancellationToken ct) => new(await pool.OpenAsync(ct), isOwn: true);

    private protected override Lease Lease() => new(pool.Open(), isOwn: true);

    /// <summary>Runs work in one transaction, committed when it returns and rolled back when it throws.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<T> InTransactionAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await pool.OpenAsync(ct);
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

    private protected override ValueTask<Lease> LeaseAsync(CancellationToken ct) => new(Lease());

    private protected override Lease Lease() => new(connection, isOwn: false);
}
