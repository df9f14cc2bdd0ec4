namespace Cruddur.Platform.Data.Doctor;

/// <summary>Whether sessions stand in each other's way.</summary>
internal static class TrafficChecks
{
    public static readonly IReadOnlyList<SqlCheck> All =
    [
        new("connections", """
            select format('%s of %s connections are open', count(*), current_setting('max_connections')), 'See ''cruddur db sessions'' for whose they are, and ''cruddur db pool'' for how many each process may have.'
            from pg_stat_activity where backend_type = 'client backend'
            having count(*) > 0.8 * current_setting('max_connections')::integer
            """),
        new("idle transactions", """
            select format('pid %s (%s) has held a transaction open for %s s and does nothing, which keeps dead rows and locks', pid, coalesce(nullif(application_name, ''), 'unnamed'), extract(epoch from clock_timestamp() - state_change)::bigint),
              format('cruddur db kill %s', pid)
            from pg_stat_activity
            where datname = current_database() and state like 'idle in transaction%' and clock_timestamp() - state_change > make_interval(secs => $1)
            """),
        new("waiting sessions", """
            select format('pid %s has waited for a lock of pid %s for %s s', pid, array_to_string(pg_blocking_pids(pid), ', '), extract(epoch from clock_timestamp() - state_change)::bigint),
              'See ''cruddur db sessions --blocking'', then ''cruddur db kill''.'
            from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and clock_timestamp() - state_change > make_interval(secs => $1)
            """),
        new("long statements", """
            select format('pid %s (%s) has run one statement for %s s', pid, coalesce(nullif(application_name, ''), 'unnamed'), extract(epoch from clock_timestamp() - query_start)::bigint), format('cruddur db kill %s, unless it is meant to.', pid)
            from pg_stat_activity
            where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and wait_event_type is distinct from 'Lock'
              and backend_type = 'client backend' and clock_timestamp() - query_start > 12 * make_interval(secs => $1)
            """),
        new("prepared transactions", """
            select format('transaction ''%s'' was prepared and never ended', gid), format('rollback prepared %L;', gid)
            from pg_prepared_xacts where database = current_database() and clock_timestamp() - prepared > make_interval(secs => $1)
            """),
    ];
}
