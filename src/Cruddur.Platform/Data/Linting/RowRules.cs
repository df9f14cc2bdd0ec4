namespace Cruddur.Platform.Data.Linting;

/// <summary>What taking tables away, and changing rows in bulk, does to who uses them.</summary>
internal static class RowRules
{
    private const string Exclusive = "AccessExclusiveLock";

    public static readonly LintRule[] All =
    [
        new("dropping-table", Exclusive, "the version before still uses the table",
            "release a version that does not use the table, then drop it in a step with phase=contract")
        {
            Find = statement => statement.Words.Begins("drop", "table") && !statement.IsContract ? Dropped(statement, "DROP TABLE", 2) : [],
        },
        new("dropping-cascade", Exclusive, "takes along whatever depends on it, seen or unseen",
            "name each thing in a DROP of its own")
        {
            Find = statement => statement.Words.Begins("drop") && statement.Words.Has("cascade") ? Dropped(statement, $"DROP {statement.Words[1].ToUpperInvariant()} … CASCADE", 2) : [],
        },
        new("truncating-table", Exclusive, "takes every row away while the program runs, and a rollback of the release cannot bring them back",
            "delete in batches in a step with phase=backfill")
        {
            Find = statement => statement.Words.Begins("truncate") ? On(statement, statement.Words.From(1).Without("table").Without("only").Name, "TRUNCATE") : [],
        },
        new("locking-table", Exclusive, "everybody who uses the table waits until the step ends",
            "leave it to the statements of the step to lock what they need")
        {
            Find = statement => statement.Words.Begins("lock") ? On(statement, statement.Words.From(1).Without("table").Without("only").Name, "LOCK TABLE") : [],
        },
        new("changing-rows", "RowExclusiveLock", "keeps every changed row locked until the step ends",
            "move it to a step with phase=backfill, which commits each batch")
        {
            Find = statement => !statement.IsBackfill && SqlOperation.ChangedTable(statement.Words) is { } table ? On(statement, table, "UPDATE or DELETE") : [],
        },
        new("unbatched-backfill", "RowExclusiveLock", "one statement changes every row, and keeps it locked until all are changed",
            "UPDATE … WHERE id IN (SELECT id FROM … WHERE … LIMIT 5000), which the migrator repeats until nothing changes")
        {
            Find = statement => statement.IsBackfill && !statement.Words.Has("limit")
                ? [new LintHit("A back-fill without LIMIT", SqlOperation.TouchedTable(statement.Words) ?? "its table", statement.Words.Line)] : [],
        },
        new("anonymous-block", "a lock that cannot be foreseen", "what a DO block does is not seen here",
            "plain statements, one after another")
        {
            Find = statement => statement.Words.Begins("do") ? [new LintHit("DO", "its tables", statement.Words.Line)] : [],
        },
    ];

    private static IEnumerable<LintHit> Dropped(LintStatement statement, string operation, int skip) =>
        statement.Words.From(skip).Without("if", "exists").Parts().SelectMany(part => On(statement, part.Name, operation));

    private static IEnumerable<LintHit> On(LintStatement statement, string table, string operation) =>
        statement.IsNew(table) ? [] : [new LintHit(operation, table, statement.Words.Line)];
}
