using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Retries;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>
/// The one door to PostgreSQL. What fails without having taken effect is tried again, for as long as somebody can wait for it:
/// three seconds, or longer for jobs.
/// </summary>
public sealed class Db : Executor
{
    private readonly ConnectionPool pool;
    private readonly Patience patience;

    /// <summary>For a process that outlives a rotation of its secret.</summary>
    public Db(ConnectionPool pool)
        : this(pool, Patience.Web)
    {
    }

    /// <summary>For a verb, with the connections that it has.</summary>
    public Db(NpgsqlDataSource source)
        : this(ConnectionPool.Of(source), Patience.Web)
    {
    }

    private Db(ConnectionPool pool, Patience patience) => (this.pool, this.patience) = (pool, patience);

    /// <summary>The same database for work that nobody waits for: 15 seconds to reach it, two minutes until it may write again.</summary>
    public Db ForJobs() => new(pool, Patience.Jobs);

    private protected override int Cleared => pool.Cleared;

    private protected override async ValueTask<Lease> LeaseAsync(CancellationToken ct) => new(await pool.OpenAsync(ct), isOwn: true);

    private protected override Lease Lease() => new(pool.Open(), isOwn: true);

    /// <summary>
    /// Runs work in one transaction, committed when it returns and rolled back when it throws. The work runs again from its
    /// start when the transaction was rolled back by PostgreSQL or lost with its connection, so ids are made inside it.
    /// </summary>
    /// <param name="work">What to do.</param>
    /// <param name="ct">Cancels what has not been committed yet.</param>
    /// <param name="isRepeatable">Whether running it again after it was committed does no harm, because it looks up a key first.
    /// Then it is run once more when the answer to COMMIT is lost; otherwise that is <see cref="DbErrorKind.Unconfirmed"/>.</param>
    /// <exception cref="DbError">PostgreSQL refused or could not be reached.</exception>
    public async Task<T> InTransactionAsync<T>(Func<Transaction, Task<T>> work, CancellationToken ct, bool isRepeatable = false)
    {
        var attempts = new Attempts();
        while (true)
        {
            attempts.Begin(pool.Cleared);
            TimeSpan? pause;
            try
            {
                await using var connection = await pool.OpenAsync(ct);
                attempts.Stage = Stage.Working;
                await using var transaction = await connection.BeginTransactionAsync(ct);
                var result = await work(new Transaction(connection));
                attempts.Stage = Stage.Committing;
                // A COMMIT that was begun is not cut off: nobody would know whether it took effect.
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception error) when (DbError.Of(error, null, attempts) is { } named)
            {
                pause = Again(ref attempts, named.InnerException!, attempts.Stage != Stage.Committing, isRepeatable);
                if (pause is null) throw named.After(attempts);
            }
            await Task.Delay(pause.Value, ct);
        }
    }

    private protected override TimeSpan? Again(ref Attempts attempts, Exception error, bool isHarmless, bool isRepeatable)
    {
        var remedy = Remedies.Of(error, attempts.Stage, isHarmless);
        var pause = attempts.Next(remedy, patience, isRepeatable);
        // The other idle connections are as dead, as old or as wrong as the one that failed.
        if (remedy is not (Remedy.None or Remedy.Repeat)) pool.Clear(attempts.Cleared, remedy == Remedy.Forget ? error : null);
        return pause;
    }
}

/// <summary>Runs statements inside the transaction that <see cref="Db.InTransactionAsync"/> opened.</summary>
public sealed class Transaction : Executor
{
    private readonly NpgsqlConnection connection;

    internal Transaction(NpgsqlConnection connection) => this.connection = connection;

    private protected override int Cleared => 0;

    private protected override ValueTask<Lease> LeaseAsync(CancellationToken ct) => new(Lease());

    private protected override Lease Lease() => new(connection, isOwn: false);

    /// <summary>Never: only the whole transaction can be run again.</summary>
    private protected override TimeSpan? Again(ref Attempts attempts, Exception error, bool isHarmless, bool isRepeatable) => null;
}
