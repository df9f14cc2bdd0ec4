namespace Cruddur.Platform.Data.Migrations;

/// <summary>What a migration does to programs of the version before it.</summary>
public enum MigrationPhase
{
    /// <summary>Adds; the version before runs on.</summary>
    Expand,

    /// <summary>Fills what an earlier step added; the version before runs on.</summary>
    Backfill,

    /// <summary>Removes; the version before breaks.</summary>
    Contract,
}

/// <summary>One step of the schema, read from <c>db/migrations/NNNN_name.sql</c>.</summary>
/// <param name="Version">The number that begins the file name; steps are applied in its order.</param>
/// <param name="Id">File name without <c>.sql</c>, such as <c>0002_cruds</c>.</param>
/// <param name="Phase">What the step does to programs of the version before it.</param>
/// <param name="Transactional">False when the step must run outside a transaction: <c>transaction=off</c>, and every back-fill.</param>
/// <param name="Up">Statements that apply the step.</param>
/// <param name="Down">Statements that undo it; empty when it cannot be undone.</param>
/// <param name="Verify">A query that returns true when the step is in place; null when the file has none.</param>
public sealed record Migration(
    long Version, string Id, MigrationPhase Phase, bool Transactional,
    IReadOnlyList<ScriptStatement> Up, IReadOnlyList<ScriptStatement> Down, ScriptStatement? Verify)
{
    /// <summary>Hexadecimal SHA-256 of the file without comments, empty lines and trailing spaces.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Checksums of earlier wordings that count as this one.</summary>
    public IReadOnlyList<string> Accepts { get; init; } = [];

    /// <summary>How long the step waits for a lock before it gives way and tries again later.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Lint rules that the file breaks on purpose, each with the reason it gives.</summary>
    public IReadOnlyDictionary<string, string> Allows { get; init; } = new Dictionary<string, string>();

    /// <summary>Of a back-fill: the query that counts the rows left to change.</summary>
    public ScriptStatement? Total { get; init; }

    /// <summary>The part of the file name after the version.</summary>
    public string Name => Id[(Id.IndexOf('_', StringComparison.Ordinal) + 1)..];

    /// <summary>The phase as the file and the history write it.</summary>
    public string PhaseName => Phase switch
    {
        MigrationPhase.Expand => "expand",
        MigrationPhase.Backfill => "backfill",
        _ => "contract",
    };

    public string File => $"{Id}.sql";

    /// <summary>Whether a checksum in the history is this file's, or one it accepts in its place.</summary>
    public bool Matches(string sha256) => sha256 == Sha256 || Accepts.Contains(sha256, StringComparer.OrdinalIgnoreCase);
}
