namespace Cruddur.Platform.Data.Doctor;

/// <summary>Whether the server keeps what it acknowledges, understands every text, and tells nobody.</summary>
internal static class ServerChecks
{
    public static readonly IReadOnlyList<SqlCheck> All =
    [
        new("version", """
            select format('PostgreSQL %s is older than 15', current_setting('server_version')), 'Upgrade the server.'
            where current_setting('server_version_num')::integer < 150000
            """),
        Durability("fsync"),
        Durability("full_page_writes"),
        Durability("synchronous_commit"),
        new("autovacuum", """
            select 'autovacuum is off, so erased rows are never reclaimed and statistics grow stale', 'alter system set autovacuum = on; select pg_reload_conf();'
            where current_setting('autovacuum') = 'off'
            """),
        new("encoding", """
            select format('the database is encoded in %s and not in UTF8, so emoji are refused', pg_encoding_to_char(encoding)),
              'Create another with ''cruddur db create'' and copy the rows.'
            from pg_database where datname = current_database() and encoding <> pg_char_to_encoding('UTF8')
            """),
        new("collation", """
            select format('the operating system sorts text by version %s now, and the indexes were built with %s', pg_database_collation_actual_version(oid), datcollversion),
              format('reindex database %1$I; alter database %1$I refresh collation version;', datname)
            from pg_database
            where datname = current_database() and datcollversion <> pg_database_collation_actual_version(oid)
            """),
        new("statement log", """
            select format('the server writes people''s values into its log (%s = %s)', name, setting), format('alter system reset %s; select pg_reload_conf();', name)
            from pg_settings
            where (name = 'log_statement' and setting in ('all', 'mod')) or (name = 'log_min_duration_statement' and setting = '0')
            """),
        new("statement_timeout", """
            select format('statements are cut off after %s', current_setting('statement_timeout')), 'alter role … set statement_timeout = ''30s'', where it was set lower.'
            from pg_settings where name = 'statement_timeout' and setting::integer between 1 and 999
            """),
        new("jit", """
            select 'statements are compiled just in time, which takes longer than the short ones of a feed do', format('alter database %I set jit = off;', current_database())
            where current_setting('jit') = 'on'
            """),
        new("search_path", """
            select format('the search path is %s, so the tables of ''public'' are not found', current_setting('search_path')), 'alter role … reset search_path; alter database … reset search_path;'
            where 'public' <> all (current_schemas(false))
            """),
        new("read-only", """
            select case when pg_is_in_recovery() then 'the server is a read-only copy' else 'transactions are read-only by default' end,
              case when pg_is_in_recovery() then 'Point the URL at the primary.' else 'alter database … reset default_transaction_read_only; the same for the role.' end
            where pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on'
            """),
        new("archiving", """
            select format('the archive command has failed %s times, so backups by log end at %s', failed_count, coalesce(last_archived_time::text, 'their beginning')), 'Correct archive_command, and look into the server''s log.'
            from pg_stat_archiver where last_failed_time > coalesce(last_archived_time, '-infinity')
            """),
        new("replication slots", """
            select format('nobody reads replication slot ''%s'', for which the server keeps all of its log until the disk is full', slot_name),
              format('select pg_drop_replication_slot(%L), unless its reader comes back.', slot_name)
            from pg_replication_slots where not active
            """),
        new("replication lag", """
            select format('copy ''%s'' is %s behind', application_name, replay_lag), 'Look at its disk and its network; read from the primary meanwhile.'
            from pg_stat_replication where replay_lag > interval '30 seconds'
            """),
        new("password encryption", """
            select 'new passwords would be stored as MD5', 'alter system set password_encryption = ''scram-sha-256''; select pg_reload_conf();'
            where current_setting('password_encryption') <> 'scram-sha-256'
            """),
        new("encryption", """
            select 'this connection crosses a network without TLS', 'Write sslmode=verify-full into the URL, and switch ssl on at the server.'
            from pg_stat_ssl
            where pid = pg_backend_pid() and not ssl and inet_client_addr() is not null and not inet_client_addr() <<= any (array['127.0.0.0/8', '::1/128']::inet[])
            """),
        new("transaction ids", """
            select format('%s transactions were not frozen; at two thousand million the server stops', age(datfrozenxid)), 'vacuum (freeze); and look for long transactions and dead replication slots.'
            from pg_database where datname = current_database() and age(datfrozenxid) > 1500000000
            """),
    ];

    private static SqlCheck Durability(string setting) => new(setting, """
        select format('%s is off, so a power cut loses what was acknowledged', name), format('alter system set %s = on; select pg_reload_conf();', name)
        from pg_settings where name = 'the setting' and setting = 'off'
        """.Replace("the setting", setting, StringComparison.Ordinal));
}
