using Npgsql;

namespace Cruddur.Platform.Data.Guard;

/// <summary>Who is connected to a database, other than the one who asks, whose earlier sessions may still be ending.</summary>
internal static class DatabaseUse
{
    private const string Sql = """
        select pid::text, coalesce(nullif(application_name, ''), 'an unnamed program') as app, coalesce(host(client_addr), 'a local socket') as address,
          coalesce(usename, '') as user, coalesce(state, '') as state
        from pg_stat_activity
        where datname = $1 and backend_type = 'client backend' and application_name <> current_setting('application_name')
        order by pid
        """;

    public static Task<ResultTable> ReadAsync(NpgsqlConnection connection, string database, CancellationToken ct) => connection.TableAsync(Sql, ct, database);
}
