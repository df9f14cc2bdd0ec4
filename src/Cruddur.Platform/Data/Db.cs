using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>The one door to PostgreSQL.</summary>
public sealed class Db : Executor
{
    private readonly Func<CancellationToken, ValueTask<NpgsqlConnection>> openAsync;
    private readonly Func<NpgsqlConnection> open;

    /// <summary>For a process that outlives a rotation of its secret.</summary>
    public Db(ConnectionPool pool) => (openAsync, open) = (pool.OpenAsync, pool.Open);

    /// <summary>For a verb, with the connections that it has.</summary>
    public Db(NpgsqlDataSource source) => (openAsync, open) = (source.OpenConnectionAsync, source.OpenConnection);

    private protected override async ValueTask<Lease> LeaseAsync(CancellationToken ct) => new(await openAsync(ct), isOwn: true);

    private protected override Lease Lease() => new(open(), isOwn: true);

    /// <summary>Runs work in one transaction, committed when it returns and rolled back when it throws.</summary>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<T> InTransactionAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct)
    {
        try
        {
            await using var connection = await openAsync(ct);
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
