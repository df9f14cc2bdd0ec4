using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data.Guard;

/// <summary>Removes a whole database. The guard has spoken before.</summary>
public static class DatabaseRemoval
{
    /// <summary>Who else is connected: pid, app, address, user, state.</summary>
    public static async Task<ResultTable> UsersAsync(OpenDatabase database, CancellationToken ct)
    {
        await using var maintenance = database.Maintenance();
        await using var connection = await maintenance.OpenConnectionAsync(ct);
        return await DatabaseUse.ReadAsync(connection, database.Database, ct);
    }

    /// <summary>Drops the database.</summary>
    /// <param name="database">Which.</param>
    /// <param name="disconnect">Whether sessions of others are ended; without it PostgreSQL refuses while there are any.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>False when there was none.</returns>
    /// <exception cref="DatabaseException">CDB-028: others are connected.</exception>
    public static async Task<bool> DropAsync(OpenDatabase database, bool disconnect, CancellationToken ct)
    {
        await using var maintenance = database.Maintenance();
        await using var connection = await maintenance.OpenConnectionAsync(ct);
        if (await connection.ScalarAsync("select true from pg_database where datname = $1", ct, database.Database) is not true) return false;
        // A name cannot be a parameter; PostgreSQL itself quotes it.
        var drop = (string)(await connection.ScalarAsync("select format('drop database if exists %I', $1::text)", ct, database.Database))!;
        try
        {
            await connection.RunAsync(disconnect ? $"{drop} with (force)" : drop, ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            throw InUse(database, refused);
        }
        return true;
    }

    /// <summary>CDB-028: a database that others use is not dropped under them.</summary>
    public static DatabaseException InUse(OpenDatabase database, Exception? inner = null) => new("CDB-028",
        $"Refused: others are connected to {database.Place}. Stop these programs, or pass --disconnect to end their sessions.", 4, inner);
}
