namespace Cruddur.Platform.Data.Doctor;

/// <summary>Whether tables, indexes and rights are what statements rely on.</summary>
internal static class SchemaChecks
{
    public static readonly IReadOnlyList<SqlCheck> All =
    [
        new("indexes", """
            select format('index %s is invalid, so it costs every write and helps no read', indexrelid::regclass), format('drop index concurrently %s; then build it again.', indexrelid::regclass)
            from pg_index where not indisvalid
            """),
        new("constraints", """
            select format('constraint ''%s'' of %s was never validated against the rows that were there', conname, conrelid::regclass), format('alter table %s validate constraint %I;', conrelid::regclass, conname)
            from pg_constraint where not convalidated
            """),
        new("unlogged tables", """
            select format('table %s is unlogged, so a crash empties it', oid::regclass), format('alter table %s set logged;', oid::regclass)
            from pg_class where relkind = 'r' and relpersistence = 'u'
            """),
        new("triggers", """
            select distinct format('triggers of %s are disabled, and foreign keys are triggers', tgrelid::regclass), format('alter table %s enable trigger all;', tgrelid::regclass)
            from pg_trigger where tgenabled = 'D'
            """),
        new("row security", """
            select format('row security is on for %s, so rows may vanish without a word', oid::regclass), format('alter table %s disable row level security;', oid::regclass)
            from pg_class where relrowsecurity and relnamespace in ('public'::regnamespace, coalesce(to_regnamespace('platform'), 'public'::regnamespace))
            """),
        new("rights", """
            select format('''%s'' may not read and write %s', current_user, c.oid::regclass), format('grant select, insert, update, delete on %s to %I;', c.oid::regclass, current_user)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname in ('public', 'platform') and c.relname not in ('cruddur_meta', 'migrations')
              and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert') and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
            order by c.relname limit 1
            """),
        new("dead rows", """
            select format('table %s holds %s dead rows beside %s living ones', relid::regclass, n_dead_tup, n_live_tup), format('vacuum (analyze) %s; and look for transactions that stay open.', relid::regclass)
            from pg_stat_user_tables where n_dead_tup > 10000 and n_dead_tup > 0.3 * n_live_tup
            """),
        new("statistics", """
            select format('table %s was never analysed, so its plans are guesses', relid::regclass), format('analyze %s;', relid::regclass)
            from pg_stat_user_tables where n_live_tup > 10000 and last_analyze is null and last_autoanalyze is null
            """),
    ];
}
