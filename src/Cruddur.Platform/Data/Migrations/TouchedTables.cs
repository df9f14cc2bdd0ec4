using Cruddur.Platform.Data.Linting;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Tables that steps have made, altered, indexed or filled: the planner's numbers about them are out of date.</summary>
internal static class TouchedTables
{
    // An empty table is left alone: knowing that it is empty would mislead plans that are made before its first rows come.
    private const string Filled = "select c.oid::regclass::text from pg_class c where c.oid = to_regclass($1) and c.relkind in ('r', 'p', 'm') and (c.relkind = 'p' or pg_relation_size(c.oid) > 0)";

    public static IEnumerable<string> Of(IEnumerable<Migration> steps) =>
        steps.SelectMany(step => step.Up).Select(SqlWords.Of).Select(SqlOperation.TouchedTable).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Counts them anew.</summary>
    /// <returns>A sentence about each table whose lock was not to be had.</returns>
    public static async Task<IReadOnlyList<string>> AnalyzeAsync(NpgsqlConnection connection, IEnumerable<Migration> steps, CancellationToken ct)
    {
        var left = new List<string>();
        foreach (var name in Of(steps))
        {
            if (await connection.ScalarAsync(Filled, ct, name) is not string table) continue;
            try
            {
                await connection.RunAsync($"analyze {table}", ct);
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                left.Add($"{table} was not analyzed, because it is locked. Run: analyze {table};");
            }
        }
        return left;
    }
}
