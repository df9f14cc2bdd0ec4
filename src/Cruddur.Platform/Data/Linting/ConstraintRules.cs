namespace Cruddur.Platform.Data.Linting;

/// <summary>What constraints and whole-table changes do to a table in use.</summary>
internal static class ConstraintRules
{
    private const string Exclusive = "AccessExclusiveLock";

    public static readonly LintRule[] All =
    [
        new("adding-check-constraint", Exclusive, "reads every row while nobody can read the table",
            "ADD CONSTRAINT … CHECK (…) NOT VALID, and VALIDATE CONSTRAINT in a later step")
        {
            Find = statement => Constraint(statement, "check", "ADD CONSTRAINT … CHECK").Concat(ColumnRules.Added(statement, column => column.Has("check", "("), "ADD COLUMN … CHECK")),
        },
        new("adding-foreign-key", "ShareRowExclusiveLock", "reads every row of both tables while nobody can write to them",
            "ADD CONSTRAINT … FOREIGN KEY … NOT VALID, and VALIDATE CONSTRAINT in a later step")
        {
            Find = statement => Constraint(statement, "foreign", "ADD CONSTRAINT … FOREIGN KEY").Concat(ColumnRules.Added(statement, column => column.Has("references"), "ADD COLUMN … REFERENCES")),
        },
        new("adding-unique-constraint", Exclusive, "builds an index while nobody can read the table",
            "CREATE UNIQUE INDEX CONCURRENTLY in a step with transaction=off, then ADD CONSTRAINT … USING INDEX")
        {
            Find = statement => Constraint(statement, "unique", "ADD CONSTRAINT … UNIQUE").Concat(Constraint(statement, "primary", "ADD CONSTRAINT … PRIMARY KEY"))
                .Concat(ColumnRules.Added(statement, column => column.Has("unique") || column.Has("primary", "key"), "ADD COLUMN … UNIQUE")),
        },
        new("adding-exclusion-constraint", Exclusive, "builds an index while nobody can read the table, and cannot be done otherwise",
            "make a new table with the constraint, fill it in a step with phase=backfill, and switch to it")
        {
            Find = statement => Constraint(statement, "exclude", "ADD CONSTRAINT … EXCLUDE"),
        },
        new("validating-with-adding", Exclusive, "the lock of ADD CONSTRAINT is kept while every row is read",
            "VALIDATE CONSTRAINT in a step of its own")
        {
            Find = statement => !statement.IsTransactional ? []
                : ColumnRules.Actions(statement, action => action.Begins("validate", "constraint"), "VALIDATE CONSTRAINT in the transaction of ADD CONSTRAINT")
                    .Where(hit => statement.Earlier(Unvalidated).Contains(hit.Table, StringComparer.Ordinal)),
        },
        new("renaming-table", Exclusive, "the version before does not find the table any more",
            "make the new table, write to both, fill it in a step with phase=backfill, and drop the old one in a step with phase=contract")
        {
            Find = statement => ColumnRules.Actions(statement, action => action.Begins("rename", "to") || action.Begins("set", "schema"), "RENAME TO"),
        },
        new("rewriting-table", Exclusive, "writes every row anew while nobody can read the table",
            "leave it; where it must be, do it by hand in a maintenance window")
        {
            Find = statement => ColumnRules.Actions(statement, IsRewrite, "SET TABLESPACE, LOGGED, UNLOGGED or ACCESS METHOD").Concat(Whole(statement.Words)),
        },
        new("detaching-partition", Exclusive, "stops everybody who uses any partition",
            "DETACH PARTITION … CONCURRENTLY in a step with transaction=off")
        {
            Find = statement => ColumnRules.Actions(statement, action => action.Begins("detach", "partition") && !action.Has("concurrently"), "DETACH PARTITION"),
        },
        new("locking-many-tables", Exclusive, "keeps the first table locked while it waits for the next, and can deadlock with the program",
            "alter each table in a step of its own")
        {
            Find = statement => statement is { IsTransactional: true } && SqlOperation.AlteredTable(statement.Words) is { } table && !statement.IsNew(table)
                && statement.Earlier(SqlOperation.AlteredTable).Any(other => other != table && !statement.IsNew(other))
                    ? [new LintHit("ALTER TABLE after that of another table", table, statement.Words.Line)] : [],
        },
    ];

    private static IEnumerable<LintHit> Constraint(LintStatement statement, string kind, string operation) => ColumnRules.Actions(statement, action =>
    {
        if (!action.Begins("add")) return false;
        var constraint = action.From(action.Begins("add", "constraint") ? 3 : 1);
        return constraint[0] == kind && !constraint.Has("not", "valid") && !constraint.Has("using", "index");
    }, operation);

    private static string? Unvalidated(SqlWords words) =>
        SqlOperation.Actions(words).FirstOrDefault(action => action.Action.Begins("add") && action.Action.Has("not", "valid")).Table;

    private static bool IsRewrite(SqlWords action) =>
        action.Begins("set") && (action[1] is "tablespace" or "logged" or "unlogged" || action.Begins("set", "access", "method"));

    private static IEnumerable<LintHit> Whole(SqlWords words)
    {
        if (words.Begins("vacuum") && words.Has("full")) yield return new LintHit("VACUUM FULL", words.From(words.Find("full") + 1).Without(")").Name, words.Line);
        if (words.Begins("cluster")) yield return new LintHit("CLUSTER", words.From(1).Name, words.Line);
    }
}
