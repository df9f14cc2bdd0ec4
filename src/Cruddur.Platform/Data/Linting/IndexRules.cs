namespace Cruddur.Platform.Data.Linting;

/// <summary>What building and dropping indexes does to a table in use.</summary>
internal static class IndexRules
{
    public static readonly LintRule[] All =
    [
        new("index-not-concurrent", "ShareLock", "nobody can write to the table until the index is built",
            "CREATE INDEX CONCURRENTLY in a step with transaction=off")
        {
            Find = statement => SqlOperation.IndexedTable(statement.Words) is { } table && !statement.Words.Has("concurrently") && !statement.IsNew(table)
                ? [new LintHit("CREATE INDEX", table, statement.Words.Line)] : [],
        },
        new("concurrently-in-transaction", "ShareUpdateExclusiveLock", "PostgreSQL refuses it inside a transaction",
            "begin the file with '-- cruddur: transaction=off'")
        {
            Find = statement => statement.IsTransactional && statement.Words.Has("concurrently") && statement.Words[0] is "create" or "drop" or "reindex" or "alter"
                ? [new LintHit($"{statement.Words[0].ToUpperInvariant()} … CONCURRENTLY in a transaction", SqlOperation.TouchedTable(statement.Words) ?? Last(statement.Words), statement.Words.Line)] : [],
        },
        new("not-repeatable", "no lock", "a run that was killed after it begins again at the first statement, and fails there",
            "IF [NOT] EXISTS, or a step of its own")
        {
            Find = statement => !statement.IsTransactional && statement.Previous is { } before && !before.Has("exists")
                && (before[0] is "create" or "drop" || (before.Begins("alter", "type") && before.Has("value")))
                ? [new LintHit($"{before[0].ToUpperInvariant()} {before[1].ToUpperInvariant()} before another statement", SqlOperation.TouchedTable(before) ?? Last(before), before.Line)] : [],
        },
        new("dropping-index", "AccessExclusiveLock", "everybody who uses the table waits behind it",
            "DROP INDEX CONCURRENTLY in a step with transaction=off")
        {
            Find = statement => statement.Words.Begins("drop", "index") && !statement.Words.Has("concurrently")
                ? [new LintHit("DROP INDEX", statement.Words.From(2).Without("if", "exists").Name, statement.Words.Line)] : [],
        },
        new("reindexing", "ShareLock", "nobody can write to the table, nor read by the index, until it is built",
            "REINDEX … CONCURRENTLY in a step with transaction=off")
        {
            Find = statement => statement.Words.Begins("reindex") && !statement.Words.Has("concurrently")
                ? [new LintHit("REINDEX", Last(statement.Words), statement.Words.Line)] : [],
        },
        new("refreshing-view", "AccessExclusiveLock", "nobody can read the view until it is filled",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view")
        {
            Find = statement => statement.Words.Begins("refresh", "materialized", "view") && !statement.Words.Has("concurrently")
                ? [new LintHit("REFRESH MATERIALIZED VIEW", statement.Words.From(3).Name, statement.Words.Line)] : [],
        },
    ];

    private static string Last(SqlWords words) => words.From(words.Count >= 3 && words[words.Count - 2] == "." ? words.Count - 3 : words.Count - 1).Name;
}
