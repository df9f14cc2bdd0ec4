namespace Cruddur.Platform.Data.Linting;

/// <summary>A way of writing DDL that stops a live system, and how to write it instead.</summary>
/// <param name="Id">What <c>allow=</c> names.</param>
/// <param name="Lock">The lock that PostgreSQL takes.</param>
/// <param name="Why">What that does to who uses the database meanwhile.</param>
/// <param name="Rewrite">How to get there without.</param>
public sealed record LintRule(string Id, string Lock, string Why, string Rewrite)
{
    /// <summary>Finds places where a statement breaks the rule.</summary>
    internal Func<LintStatement, IEnumerable<LintHit>> Find { get; init; } = static _ => [];
}

/// <summary>A place where a rule is broken.</summary>
/// <param name="Operation">What is done there, such as <c>CREATE INDEX</c>.</param>
/// <param name="Table">To which table.</param>
/// <param name="Line">The line of the file.</param>
internal readonly record struct LintHit(string Operation, string Table, int Line);

/// <summary>A statement of a block <c>up</c>, with what its file says about it.</summary>
internal sealed class LintStatement(Migrations.Migration migration, SqlWords words, IReadOnlyList<SqlWords> earlier)
{
    public SqlWords Words => words;

    public bool IsTransactional => migration.Transactional;

    public bool IsBackfill => migration.Phase == Migrations.MigrationPhase.Backfill;

    public bool IsContract => migration.Phase == Migrations.MigrationPhase.Contract;

    /// <summary>The statement before this one in the same file; null for the first.</summary>
    public SqlWords? Previous => earlier.Count > 0 ? earlier[^1] : null;

    /// <summary>Tables of statements before this one in the same file that do what is asked.</summary>
    public IEnumerable<string> Earlier(Func<SqlWords, string?> table) => earlier.Select(table).OfType<string>();

    /// <summary>Whether the table was made earlier in the same file, so that nobody uses it yet.</summary>
    public bool IsNew(string table) => Earlier(SqlOperation.CreatedTable).Contains(table, StringComparer.Ordinal);

    /// <summary>The actions of an <c>alter table</c> on a table that others use.</summary>
    public IEnumerable<(string Table, SqlWords Action)> Actions() =>
        SqlOperation.Actions(words).Where(action => !IsNew(action.Table));
}
