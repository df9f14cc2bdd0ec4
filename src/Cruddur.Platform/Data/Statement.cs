namespace Cruddur.Platform.Data;

/// <summary>A named statement of a <c>.sql</c> file. Its id, such as <c>Social/Feed/Feed.sql#Home</c>, is in logs, traces and a leading SQL comment.</summary>
/// <param name="Id">Resource name and statement name.</param>
/// <param name="Text">The SQL with positional parameters (<c>$1</c>), led by its id as a comment.</param>
/// <param name="Parameters">Parameter names in positional order.</param>
/// <param name="Example">Values that tests and people run it with, by parameter name.</param>
/// <param name="Scan">Why a sequential scan is right here; null where it would be a defect.</param>
public sealed record Statement(
    string Id, string Text, IReadOnlyList<string> Parameters, IReadOnlyDictionary<string, string> Example, string? Scan)
{
    /// <summary>Whether it changes nothing, so that it may be run again whatever became of it. One that locks rows counts as a change.</summary>
    public bool IsRead { get; } = !SqlScan.HasWord(Text, ["insert", "update", "delete", "merge", "call", "share", "nextval", "setval", "pg_notify"]);

    /// <summary>The statement's namesake in a connection string or span: the id without folder.</summary>
    public override string ToString() => Id;
}

/// <summary>A statement that changes rows and returns none.</summary>
public sealed class Command
{
    private Command(Statement statement) => Statement = statement;

    public Statement Statement { get; }

    /// <summary>The statement of that id, as in <c>Command.Of("Social/Activities/Activities.sql#Delete")</c>.</summary>
    public static Command Of(string id) => new(SqlFile.Statement(id));
}

/// <summary>A statement that returns rows, and how to read one.</summary>
public sealed class Query<T>
{
    internal Query(Statement statement, Func<Row, T> read) => (Statement, Read) = (statement, read);

    public Statement Statement { get; }

    internal Func<Row, T> Read { get; }
}

/// <summary>Makes queries, so that the row type is inferred from its reader.</summary>
public static class Query
{
    public static Query<T> Of<T>(string id, Func<Row, T> read) => new(SqlFile.Statement(id), read);
}
