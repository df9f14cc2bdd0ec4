using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>A step that waits for a lock makes everyone wait behind it, so it gives up soon and tries again later.</summary>
internal sealed class LockRetry(NpgsqlDataSource source, NpgsqlConnection connection, Migrator migrator)
{
    /// <summary>Does the work, again when another session keeps a lock for too long.</summary>
    /// <param name="migration">The step, for its lock timeout.</param>
    /// <param name="deadlocks">Whether losing a deadlock is a reason to try again too; only for work that commits by itself.</param>
    /// <param name="work">One transaction or one statement.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-012: the lock was never to be had.</exception>
    public async Task RunAsync(Migration migration, bool deadlocks, Func<Task> work, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var watch = LockConflict.WatchAsync(source, connection.ProcessID, migration.LockTimeout / 2, stop.Token);
            try
            {
                await work();
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable || (deadlocks && error.SqlState == PostgresErrorCodes.DeadlockDetected))
            {
                if (tries > migrator.LockRetries) throw MigrationErrors.Locked(watch.IsCompletedSuccessfully ? await watch : null, migration.LockTimeout, tries, error);
            }
            finally
            {
                await stop.CancelAsync();
                await watch;
            }
            await Task.Delay(migrator.LockRetryPause * Math.Min(60, Math.Pow(2, tries - 1)) * (0.5 + Random.Shared.NextDouble() / 2), ct);
        }
    }
}
