using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Platform.Data.Sessions;

/// <summary>Frees the migration lock from a holder that hangs. A dead holder frees it by itself.</summary>
public static class MigrationHolder
{
    /// <summary>The pid of the session that holds the lock; null when nobody does.</summary>
    public static async Task<int?> FindAsync(OpenDatabase database, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await MigrationLock.HolderPidAsync(connection, ct);
    }
}
