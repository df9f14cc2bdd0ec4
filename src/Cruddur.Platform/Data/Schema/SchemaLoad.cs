using System.Globalization;
using Cruddur.Platform.Data.Migrations;
using Npgsql;

namespace Cruddur.Platform.Data.Schema;

/// <summary>Makes the schema of an empty database from a dump in one go, instead of step by step.</summary>
public static class SchemaLoad
{
    private const string Remark = "-- applied: ";

    private const string Count = """
        select count(*)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and (n.nspname, c.relname) <> ('public', 'cruddur_meta')
          and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
        """;

    /// <summary>Loads a dump in one transaction and marks its migrations as applied.</summary>
    /// <param name="migrator">Of the database.</param>
    /// <param name="dump">Text of <see cref="SchemaDump"/>.</param>
    /// <param name="place">The database as people know it.</param>
    /// <param name="ct">Cancels and rolls back.</param>
    /// <returns>Ids of the migrations that count as applied now.</returns>
    /// <exception cref="DatabaseException">CDB-004: the database is not empty. CDB-013: the dump has a migration that this build does not know. CDB-042: PostgreSQL refuses the dump.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(Migrator migrator, string dump, string place, CancellationToken ct)
    {
        var applied = Applied(dump).Select(migrator.Find).ToList();
        await using var session = await MigrationSession.OpenAsync(migrator.Source, "load", migrator, ct);
        if (await session.Connection.ScalarAsync(Count, ct) is long count and > 0) throw NotEmpty(place, count);
        await session.InTransactionAsync(async () =>
        {
            // A function may be written before the tables that it reads.
            await session.Connection.RunAsync("select set_config('check_function_bodies', 'off', true)", ct);
            foreach (var statement in SqlScript.Split(dump)) await RunAsync(session.Connection, statement, ct);
            await MigrationHistory.CreateAsync(session.Connection, ct);
            foreach (var migration in applied)
            {
                await MigrationHistory.StartAsync(session.Connection, migration, ct);
                await MigrationHistory.FinishAsync(session.Connection, migration, TimeSpan.Zero, ct);
            }
        }, ct);
        return [.. applied.Select(migration => migration.Id)];
    }

    private static IEnumerable<string> Applied(string dump) =>
        dump.Split('\n').Where(line => line.StartsWith(Remark, StringComparison.Ordinal))
            .SelectMany(line => line[Remark.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static async Task RunAsync(NpgsqlConnection connection, ScriptStatement statement, CancellationToken ct)
    {
        try
        {
            await connection.RunAsync(statement.Text, ct);
        }
        catch (PostgresException refused) when (!ct.IsCancellationRequested)
        {
            throw new DatabaseException("CDB-042", string.Create(CultureInfo.InvariantCulture,
                $"The dump failed at line {statement.Line}: [{refused.SqlState}] {refused.MessageText.TrimEnd('.')}. Everything was rolled back. Write it anew with 'cruddur db dump', or use 'cruddur db migrate'."), 8, refused);
        }
    }

    private static DatabaseException NotEmpty(string place, long count) => new("CDB-004", string.Create(CultureInfo.InvariantCulture,
        $"Refused: {place} is not empty, it has {count} tables, views or sequences. Load into a new database ('cruddur db create'), or bring this one up with 'cruddur db migrate'."), 4);
}
