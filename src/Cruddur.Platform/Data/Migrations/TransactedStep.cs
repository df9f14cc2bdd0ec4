using System.Diagnostics;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>A step that is applied or undone whole, together with its row, inside a transaction that the caller has opened.</summary>
/// <param name="connection">Where the transaction is open.</param>
/// <param name="migration">The step.</param>
/// <param name="at">The id of the last step that is in place, for the failure's text.</param>
internal sealed class TransactedStep(NpgsqlConnection connection, Migration migration, string at)
{
    /// <exception cref="DatabaseException">CDB-008.</exception>
    public async Task ApplyAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await MigrationHistory.StartAsync(connection, migration, ct);
        await RunAsync(migration.Up, ct);
        if (migration.Verify is { } verify)
        {
            var number = migration.Up.Count + 1;
            if (!await IsTrueAsync(verify, number, ct)) throw MigrationErrors.NotVerified(migration, number, at);
        }
        await MigrationHistory.FinishAsync(connection, migration, watch.Elapsed, ct);
    }

    /// <exception cref="DatabaseException">CDB-008.</exception>
    public async Task UndoAsync(CancellationToken ct)
    {
        await RunAsync(migration.Down, ct);
        await MigrationHistory.DeleteAsync(connection, migration, ct);
    }

    /// <summary>Runs the statements of <c>up</c> once, without the row.</summary>
    /// <exception cref="DatabaseException">CDB-008.</exception>
    public Task TryAsync(CancellationToken ct) => RunAsync(migration.Up, ct);

    private async Task RunAsync(IReadOnlyList<ScriptStatement> statements, CancellationToken ct)
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

    private async Task<bool> IsTrueAsync(ScriptStatement verify, int number, CancellationToken ct)
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
}
