using Cruddur.Platform.Data.Linting;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Stops migrations that a live system would feel, unless their file allows it and says why.</summary>
internal static class LintGate
{
    /// <summary>Returns when nothing is found.</summary>
    /// <exception cref="DatabaseException">CDB-011, with a line for each place.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, IReadOnlyList<Migration> steps, CancellationToken ct)
    {
        var findings = steps.SelectMany(Lint.Check).ToList();
        if (findings.Count == 0) return;
        var rows = await RowsAsync(source, findings, ct);
        throw MigrationErrors.Unsafe(findings.Select(finding => finding.Text(rows[finding.Table])));
    }

    /// <summary>About how many rows each table of the findings has; null for one that the database does not know.</summary>
    private static async Task<IReadOnlyDictionary<string, long?>> RowsAsync(NpgsqlDataSource source, IEnumerable<LintFinding> findings, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var rows = new Dictionary<string, long?>(StringComparer.Ordinal);
        foreach (var table in findings.Select(finding => finding.Table).Distinct(StringComparer.Ordinal))
            rows[table] = await CountAsync(connection, table, ct);
        return rows;
    }

    // Planner's estimates: counting a large table would take longer than refusing it should.
    private static async Task<long?> CountAsync(NpgsqlConnection connection, string table, CancellationToken ct) => (long?)await connection.ScalarAsync("""
        select nullif(greatest(c.reltuples::bigint, s.n_live_tup), -1)
        from pg_class c left join pg_stat_all_tables s on s.relid = c.oid
        where c.oid = (select o.oid from pg_class o join pg_namespace n on n.oid = o.relnamespace
          where n.nspname = case when strpos($1, '.') > 0 then split_part($1, '.', 1) else 'public' end
            and o.relname = case when strpos($1, '.') > 0 then split_part($1, '.', 2) else $1 end)
        """, ct, table);
}
