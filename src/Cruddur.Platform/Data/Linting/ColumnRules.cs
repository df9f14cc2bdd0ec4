namespace Cruddur.Platform.Data.Linting;

/// <summary>What adding and changing columns of a table in use can do to it.</summary>
internal static class ColumnRules
{
    private const string Exclusive = "AccessExclusiveLock";
    private static readonly string[] Serials = ["serial", "serial4", "serial8", "serial2", "bigserial", "smallserial"];
    private static readonly string[] Constraints = ["constraint", "primary", "unique", "check", "foreign", "exclude"];

    // Functions that give every row the same value are evaluated once; any other may make PostgreSQL write every row anew.
    private static readonly string[] Stable = ["now", "transaction_timestamp", "statement_timestamp", "jsonb_build_object", "jsonb_build_array", "lower", "upper", "coalesce", "md5", "make_interval"];

    public static readonly LintRule[] All =
    [
        new("adding-required-column", Exclusive, "fails when the table has rows, and the version before cannot insert any more",
            "add the column without NOT NULL, or with a constant DEFAULT")
        {
            Find = statement => Added(statement, column => column.Has("not", "null") && !column.Has("default") && !column.Has("generated") && !IsSerial(column), "ADD COLUMN … NOT NULL"),
        },
        new("adding-volatile-default", Exclusive, "writes every row anew while nobody can read the table",
            "add the column without DEFAULT, set the DEFAULT in a second action, and fill old rows in a step with phase=backfill")
        {
            Find = statement => Added(statement, HasVolatileDefault, "ADD COLUMN … DEFAULT with a function of each row's own value"),
        },
        new("adding-generated-column", Exclusive, "writes every row anew while nobody can read the table",
            "add a plain column, fill it in a step with phase=backfill, and let the program write it")
        {
            Find = statement => Added(statement, column => column.Has("generated") && column.Has("stored"), "ADD COLUMN … GENERATED … STORED"),
        },
        new("adding-serial-column", Exclusive, "writes every row anew while nobody can read the table",
            "add a plain column, fill it in a step with phase=backfill, then set its DEFAULT to nextval of a sequence")
        {
            Find = statement => Added(statement, column => IsSerial(column) || (column.Has("generated") && column.Has("identity")), "ADD COLUMN … SERIAL or IDENTITY"),
        },
        new("changing-column-type", Exclusive, "writes every row and index anew while nobody can read the table",
            "add a column of the new type, fill it in a step with phase=backfill, and drop the old one in a step with phase=contract")
        {
            Find = statement => Actions(statement, action => IsAlterColumn(action) && (action.Has("type") && !action.Has("set", "default")), "ALTER COLUMN … TYPE"),
        },
        new("setting-not-null", Exclusive, "reads every row while nobody can read the table",
            "ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID; in a later step VALIDATE CONSTRAINT, and after it in the same file SET NOT NULL and DROP CONSTRAINT")
        {
            Find = statement => Actions(statement, action => IsAlterColumn(action) && action.Has("set", "not", "null"), "ALTER COLUMN … SET NOT NULL")
                .Where(hit => !statement.Earlier(ValidatedTable).Contains(hit.Table, StringComparer.Ordinal)),
        },
        new("renaming-column", Exclusive, "the version before does not find the column any more",
            "add a column of the new name, write both, fill it in a step with phase=backfill, and drop the old one in a step with phase=contract")
        {
            Find = statement => Actions(statement, action => action.Begins("rename") && action[1] is not ("to" or "constraint"), "RENAME COLUMN"),
        },
        new("dropping-column", Exclusive, "the version before still reads the column",
            "release a version that does not use the column, then drop it in a step with phase=contract")
        {
            Find = statement => statement.IsContract ? [] : Actions(statement, action => action.Begins("drop") && action[1] != "constraint", "DROP COLUMN"),
        },
    ];

    /// <summary>Definitions of columns that are added: name, type and what follows.</summary>
    public static IEnumerable<(string Table, SqlWords Column)> AddedColumns(LintStatement statement)
    {
        foreach (var (table, action) in statement.Actions())
        {
            if (!action.Begins("add") || Constraints.Contains(action[1], StringComparer.Ordinal)) continue;
            yield return (table, action.From(1).Without("column").Without("if", "not", "exists"));
        }
    }

    /// <summary>Places of columns being added that are as asked.</summary>
    public static IEnumerable<LintHit> Added(LintStatement statement, Func<SqlWords, bool> isBad, string operation) =>
        AddedColumns(statement).Where(added => isBad(added.Column)).Select(added => new LintHit(operation, added.Table, added.Column.Line));

    /// <summary>Places of actions that are as asked.</summary>
    public static IEnumerable<LintHit> Actions(LintStatement statement, Func<SqlWords, bool> isBad, string operation) =>
        statement.Actions().Where(action => isBad(action.Action)).Select(action => new LintHit(operation, action.Table, action.Action.Line));

    private static bool IsAlterColumn(SqlWords action) => action.Begins("alter") && action[1] != "constraint";

    private static bool IsSerial(SqlWords column) => Serials.Contains(column[1], StringComparer.Ordinal);

    private static bool HasVolatileDefault(SqlWords column)
    {
        if (column.Find("default") is not (>= 0 and var at)) return false;
        var value = column.From(at + 1);
        for (var i = 0; i < value.Count; i++)
        {
            // "x::numeric(1)" is a type, not a call.
            var isCall = value[i + 1] == "(" && char.IsAsciiLetter(value[i][0]) && (i == 0 || value[i - 1] != ":");
            if (isCall && !Stable.Contains(value[i], StringComparer.Ordinal)) return value[i] is not ("check" or "references" or "unique");
        }
        return false;
    }

    private static string? ValidatedTable(SqlWords words) =>
        SqlOperation.Actions(words).FirstOrDefault(action => action.Action.Begins("validate", "constraint")).Table;
}
