using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Backups;

/// <summary>What a table holds, in two numbers that do not depend on the order of its rows.</summary>
/// <param name="Name">Schema and table, quoted where PostgreSQL would.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Checksum">The sum of the rows' 64-bit hashes.</param>
public sealed record TableDigest(string Name, long Rows, string Checksum)
{
    /// <summary>
    /// The statement for each table that pg_dump takes rows from, largest first. Types whose hash sees every byte of the
    /// value are hashed as they are, others as text: 1.0 and 1.00 are equal numbers, but not the same content.
    /// </summary>
    private const string StatementsSql = """
        select format('%I.%I', n.nspname, c.relname),
          format('select count(*), coalesce(sum(hash_record_extended(row(%s), 0)), 0) from only %I.%I', coalesce(columns.list, ''), n.nspname, c.relname)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        cross join lateral (
          select string_agg(case when a.atttypid::regtype in ('uuid'::regtype, 'text', 'varchar', 'timestamptz', 'boolean', 'smallint', 'integer', 'bigint', 'bytea', 'date')
            then quote_ident(a.attname) else quote_ident(a.attname) || '::text' end, ', ' order by a.attnum) as list
          from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        ) columns
        where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by c.relpages desc, 1
        """;

    /// <summary>How values become text must not depend on the server's settings; the planner must not take the processors that others need.</summary>
    private const string SettingsSql = """
        set timezone = 'UTC'; set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex';
        set row_security = off; set jit = off; set max_parallel_workers_per_gather = 0; set statement_timeout = 0; set lock_timeout = 0;
        set idle_in_transaction_session_timeout = 0
        """;

    /// <summary>Prepares a connection for reading whole tables for long, always in the same words.</summary>
    internal static Task PrepareAsync(NpgsqlConnection connection, CancellationToken ct) => connection.RunAsync(SettingsSql, ct);

    /// <summary>Every table as the connection sees it, by name.</summary>
    internal static async Task<IReadOnlyList<TableDigest>> ReadAllAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var digests = new List<TableDigest>();
        foreach (var (name, sql) in await StatementsAsync(connection, ct)) digests.Add(await ReadAsync(connection, name, sql, ct));
        return [.. digests.OrderBy(digest => digest.Name, StringComparer.Ordinal)];
    }

    /// <summary>The first table that is not the same in both, as both see it; null when there is none.</summary>
    internal static (TableDigest Copy, TableDigest Manifest)? FirstDifference(IEnumerable<TableDigest> copy, IEnumerable<TableDigest> manifest)
    {
        var here = copy.ToDictionary(table => table.Name);
        var there = manifest.ToDictionary(table => table.Name);
        foreach (var name in there.Keys.Union(here.Keys).Order(StringComparer.Ordinal))
        {
            var missing = new TableDigest(name, 0, "missing");
            var (one, other) = (here.GetValueOrDefault(name, missing), there.GetValueOrDefault(name, missing));
            if (one != other) return (one, other);
        }
        return null;
    }

    /// <summary>The statement that reads each table, largest table first.</summary>
    internal static async Task<List<(string Name, string Sql)>> StatementsAsync(NpgsqlConnection connection, CancellationToken ct) =>
        [.. (await connection.TableAsync(StatementsSql, ct)).Rows.Select(row => (row[0]!, row[1]!))];

    /// <summary>Runs one of the statements.</summary>
    internal static async Task<TableDigest> ReadAsync(NpgsqlConnection connection, string name, string sql, CancellationToken ct)
    {
        var row = (await connection.TableAsync(sql, ct)).Rows[0];
        return new TableDigest(name, long.Parse(row[0]!, CultureInfo.InvariantCulture), row[1]!);
    }
}
