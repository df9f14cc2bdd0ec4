using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>A concurrent build that failed leaves an invalid index behind, whose name would be in the way.</summary>
internal static class InvalidIndexes
{
    /// <summary>Those that the file names, as SQL writes them.</summary>
    public static async Task<string[]> FindAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct) => await connection.ScalarAsync("""
        select array_agg(format('%I.%I', n.nspname, c.relname) order by n.nspname, c.relname)
        from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
        where not i.indisvalid and $1 ~ ('\m' || c.relname || '\M')
        """, ct, string.Join('\n', migration.Up.Select(statement => SqlScript.Normalise(statement.Text)))) as string[] ?? [];

    /// <summary>Drops those that the file names, and returns them.</summary>
    public static async Task<string[]> DropAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        var found = await FindAsync(connection, migration, ct);
        // Like a build, it blocks nobody while it waits for old transactions.
        if (found.Length > 0) await MigrationSession.SetLockTimeoutAsync(connection, TimeSpan.Zero, ct);
        foreach (var index in found) await connection.RunAsync($"drop index concurrently if exists {index}", ct);
        return found;
    }
}
