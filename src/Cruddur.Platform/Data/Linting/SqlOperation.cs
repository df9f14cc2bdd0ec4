namespace Cruddur.Platform.Data.Linting;

/// <summary>Which table a statement is about.</summary>
internal static class SqlOperation
{
    /// <summary>The table that the statement makes; null when it makes none.</summary>
    public static string? CreatedTable(SqlWords words)
    {
        if (!words.Begins("create")) return null;
        var rest = words.From(1);
        foreach (var kind in (string[])["unlogged", "temporary", "temp"]) rest = rest.Without(kind);
        return rest.Begins("table") ? rest.From(1).Without("if", "not", "exists").Name : null;
    }

    /// <summary>The table that an <c>alter table</c> changes; null when it is none.</summary>
    public static string? AlteredTable(SqlWords words) => Altered(words)?.Name;

    /// <summary>The actions of an <c>alter table</c>; none when it is no such statement.</summary>
    public static IEnumerable<(string Table, SqlWords Action)> Actions(SqlWords words) =>
        Altered(words) is { } altered ? altered.AfterName.Without("*").Parts().Select(action => (altered.Name, action)) : [];

    /// <summary>The table that a <c>create index</c> is for; null when it is no such statement.</summary>
    public static string? IndexedTable(SqlWords words) =>
        words.Begins("create", "index") || words.Begins("create", "unique", "index") ? words.From(words.Find("on") + 1).Without("only").Name : null;

    /// <summary>The table whose rows the statement changes; null when it changes none.</summary>
    public static string? ChangedTable(SqlWords words)
    {
        var at = words.Begins("with") ? Main(words) : 0;
        var main = words.From(at);
        return main.Begins("update") ? main.From(1).Without("only").Name
            : main.Begins("delete", "from") ? main.From(2).Without("only").Name
            : null;
    }

    /// <summary>Tables that a statement makes, alters, indexes or fills, and that the planner should look at anew.</summary>
    public static string? TouchedTable(SqlWords words) =>
        CreatedTable(words) ?? AlteredTable(words) ?? IndexedTable(words) ?? ChangedTable(words)
        ?? (words.Begins("insert", "into") ? words.From(2).Name : null);

    private static SqlWords? Altered(SqlWords words) =>
        words.Begins("alter", "table") ? words.From(2).Without("if", "exists").Without("only") : null;

    /// <summary>Where the statement behind <c>with …</c> begins.</summary>
    private static int Main(SqlWords words)
    {
        var depth = 0;
        for (var at = 0; at < words.Count; at++)
        {
            depth += words[at] switch { "(" => 1, ")" => -1, _ => 0 };
            if (depth == 0 && words[at] is "update" or "delete" or "insert" or "select" or "merge") return at;
        }
        return 0;
    }
}
