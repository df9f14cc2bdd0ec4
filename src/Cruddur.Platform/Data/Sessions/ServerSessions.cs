using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Sessions;

/// <summary>Which sessions are meant.</summary>
/// <param name="IdleInTransaction">Only those that hold a transaction open and do nothing.</param>
/// <param name="Blocking">Only those that others wait for.</param>
public sealed record SessionFilter(bool IdleInTransaction, bool Blocking);

/// <summary>Who is connected to the database and what they do.</summary>
public static class ServerSessions
{
    private const int QueryColumn = 8;

    private const string Sql = """
        select pid, coalesce(usename, '') as user, coalesce(application_name, '') as app, coalesce(host(client_addr), 'local') as client, coalesce(state, '') as state,
          coalesce(to_char(extract(epoch from clock_timestamp() - xact_start), 'FM999999990.0') || ' s', '') as transaction,
          coalesce(wait_event_type || ':' || wait_event, '') as waits_for,
          array_to_string(pg_blocking_pids(pid), ' ') as blocked_by, query
        from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
          and (not $1 or state in ('idle in transaction', 'idle in transaction (aborted)'))
          and (not $2 or pid in (select unnest(pg_blocking_pids(other.pid)) from pg_stat_activity other))
        order by xact_start nulls last, pid
        """;

    /// <summary>One row each: pid, user, app, client, state, age of the transaction, what it waits for, who blocks it, its statement without literals.</summary>
    public static async Task<ResultTable> ListAsync(OpenDatabase database, SessionFilter filter, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var table = await connection.TableAsync(Sql, ct, filter.IdleInTransaction, filter.Blocking);
        return table with { Rows = [.. table.Rows.Select(row => (IReadOnlyList<string?>)[.. row.Take(QueryColumn), QueryText.Masked(row[QueryColumn] ?? "")])] };
    }
}
