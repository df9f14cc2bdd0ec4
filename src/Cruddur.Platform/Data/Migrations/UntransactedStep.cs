using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>
/// Applies a step that PostgreSQL runs only outside a transaction, such as <c>create index concurrently</c>, or a back-fill
/// that commits each batch. Its row says <c>running</c> until the verify block finds the step in place; a later run
/// continues from there.
/// </summary>
internal sealed class UntransactedStep(NpgsqlConnection connection, Migration migration, LockRetry retry, StepBeat beat)
{
    /// <param name="resume">Whether an earlier run began the step and did not finish it.</param>
    /// <param name="ct">Cancels; a later run continues.</param>
    /// <exception cref="DatabaseException">CDB-009, or CDB-012 when nothing was changed.</exception>
    public async Task ApplyAsync(bool resume, CancellationToken ct)
    {
        if (!resume || await VerifyBlock.IsInPlaceAsync(connection, migration, ct) is not true)
        {
            if (resume) await InvalidIndexes.DropAsync(connection, migration, ct);
            await MigrationHistory.StartAsync(connection, migration, ct);
            await RunAsync(resume, ct);
        }
        await MigrationHistory.FinishAsync(connection, migration, beat.Elapsed, ct);
    }

    /// <summary>Undoes the step; its row says <c>running</c> until that is done, so that a break leaves no false history.</summary>
    /// <exception cref="DatabaseException">CDB-009.</exception>
    public async Task UndoAsync(CancellationToken ct)
    {
        await MigrationHistory.ReopenAsync(connection, migration, ct);
        foreach (var (index, statement) in migration.Down.Index())
        {
            try
            {
                await RunAsync(statement, ct);
            }
            catch (PostgresException error) when (!ct.IsCancellationRequested)
            {
                throw await StoppedAsync(index, $"[{error.SqlState}] {error.MessageText.TrimEnd('.')}", error, ct);
            }
        }
        await MigrationHistory.DeleteAsync(connection, migration, ct);
    }

    private async Task RunAsync(bool resume, CancellationToken ct)
    {
        foreach (var (index, statement) in migration.Up.Index())
        {
            try
            {
                await (migration.Total is { } total ? FillAsync(statement, total, ct) : RunAsync(statement, ct));
            }
            catch (PostgresException error) when (!ct.IsCancellationRequested)
            {
                throw await StoppedAsync(index, $"[{error.SqlState}] {error.MessageText.TrimEnd('.')}", error, ct);
            }
            catch (DatabaseException locked) when (locked.Code == "CDB-012" && (index > 0 || resume || beat.Done > 0))
            {
                throw await StoppedAsync(index, locked.Message.TrimEnd('.').Replace(". Nothing changed", "", StringComparison.Ordinal), locked, ct);
            }
            catch (DatabaseException locked) when (locked.Code == "CDB-012")
            {
                await MigrationHistory.DeleteAsync(connection, migration, ct);
                throw;
            }
        }
        if (await VerifyBlock.IsInPlaceAsync(connection, migration, ct) is not true) throw MigrationErrors.Stopped(migration, migration.Up.Count, "not in place", null);
    }

    private async Task RunAsync(ScriptStatement statement, CancellationToken ct)
    {
        // A concurrent build blocks nobody while it waits for old transactions, and giving up would leave an invalid index.
        var isConcurrent = statement.Text.Contains("concurrently", StringComparison.OrdinalIgnoreCase);
        await MigrationSession.SetLockTimeoutAsync(connection, isConcurrent ? TimeSpan.Zero : migration.LockTimeout, ct);
        await retry.RunAsync(migration, deadlocks: false, () => connection.RunAsync(statement.Text, ct), ct);
    }

    private async Task FillAsync(ScriptStatement statement, ScriptStatement total, CancellationToken ct)
    {
        beat.Total = Convert.ToInt64(await connection.ScalarAsync(total.Text, ct), System.Globalization.CultureInfo.InvariantCulture);
        for (var changed = 1; changed > 0; beat.Done += changed)
            await retry.RunAsync(migration, deadlocks: true, async () => changed = Math.Max(0, await connection.RunAsync(statement.Text, ct)), ct);
    }

    private async Task<DatabaseException> StoppedAsync(int index, string why, Exception error, CancellationToken ct) =>
        MigrationErrors.Stopped(migration, index + 1, $"{await VerifyBlock.SayAsync(connection, migration, ct)} ({why})", error);
}
