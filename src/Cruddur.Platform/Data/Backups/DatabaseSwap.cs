using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data.Backups;

/// <summary>Puts a restored database in the place of another, in one transaction: whoever connects finds the one or the other.</summary>
public static class DatabaseSwap
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Owner, rights and settings that belong to the database itself and that a dump does not carry.</summary>
    private const string InheritSql = """
        select format('alter database %I owner to %I', $2::text, pg_get_userbyid(datdba)) from pg_database where datname = $1
        union all
        select format('grant %s on database %I to %s', granted.privilege_type, $2::text, case granted.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(granted.grantee)) end)
        from pg_database, aclexplode(datacl) granted where datname = $1
        union all
        select format('alter %s database %I set %I to %s', case setrole when 0 then '' else format('role %I in', pg_get_userbyid(setrole)) end, $2::text,
          split_part(setting, '=', 1), case split_part(setting, '=', 1) when 'search_path' then substr(setting, strpos(setting, '=') + 1) else quote_literal(substr(setting, strpos(setting, '=') + 1)) end)
        from pg_db_role_setting, unnest(setconfig) setting where setdatabase = (select oid from pg_database where datname = $1)
        """;

    /// <summary>Renames the database out of the way and the other into its place; sessions of both end.</summary>
    /// <param name="database">The one whose place is taken; it need not exist.</param>
    /// <param name="other">The one that takes it.</param>
    /// <param name="now">Goes into the old one's new name.</param>
    /// <param name="ct">Cancels, and nothing is renamed.</param>
    /// <returns>The old one's new name; null when there was none.</returns>
    /// <exception cref="DatabaseException">CDB-045: there is no such other database.</exception>
    public static async Task<string?> RunAsync(OpenDatabase database, string other, DateTimeOffset now, CancellationToken ct)
    {
        await using var maintenance = database.Maintenance();
        await using var connection = await maintenance.OpenConnectionAsync(ct);
        if (!await ExistsAsync(connection, other, ct)) throw BackupFailure.Name($"There is no database '{other}' to swap in", "Restore one first, or correct --into");
        var before = await ExistsAsync(connection, database.Database, ct) ? BackupVerification.NewName(database.Database, "before", now) : null;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (before is not null)
        {
            foreach (var row in (await connection.TableAsync(InheritSql, ct, database.Database, other)).Rows) await connection.RunAsync(row[0]!, ct);
            await RenameAsync(maintenance, connection, database.Database, before, ct);
        }
        await RenameAsync(maintenance, connection, other, database.Database, ct);
        await transaction.CommitAsync(ct);
        return before;
    }

    /// <summary>Whether the server has the database.</summary>
    public static async Task<bool> ExistsAsync(OpenDatabase database, CancellationToken ct)
    {
        await using var maintenance = database.Maintenance();
        await using var connection = await maintenance.OpenConnectionAsync(ct);
        return await ExistsAsync(connection, database.Database, ct);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string name, CancellationToken ct) =>
        await connection.ScalarAsync("select true from pg_database where datname = $1", ct, name) is true;

    /// <summary>
    /// The rename holds a lock that keeps new sessions out, and waits five seconds for old ones to leave; they are ended
    /// meanwhile from a second connection. So no app slips in between.
    /// </summary>
    private static async Task RenameAsync(NpgsqlDataSource maintenance, NpgsqlConnection connection, string from, string to, CancellationToken ct)
    {
        // Names cannot be parameters; PostgreSQL itself quotes them.
        var sql = (string)(await connection.ScalarAsync("select format('alter database %I rename to %I', $1::text, $2::text)", ct, from, to))!;
        await using var second = await maintenance.OpenConnectionAsync(ct);
        var rename = connection.RunAsync(sql, ct);
        do
        {
            await second.TableAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()", ct, from);
        }
        while (await Task.WhenAny(rename, Task.Delay(Pause, CancellationToken.None)) != rename);
        await rename;
    }
}
