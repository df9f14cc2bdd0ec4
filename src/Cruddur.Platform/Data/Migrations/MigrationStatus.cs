using System.Globalization;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>How a migration of the build and the history of the database fit together.</summary>
public enum MigrationState
{
    /// <summary>In place, as the file says.</summary>
    Applied,

    /// <summary>Not in place yet.</summary>
    Pending,

    /// <summary>The file was edited after it was applied.</summary>
    Changed,

    /// <summary>Applied, but this build has newer files and not this one.</summary>
    Missing,

    /// <summary>Applied by a newer build.</summary>
    Ahead,

    /// <summary>A step without transaction that began and did not finish.</summary>
    Unfinished,
}

/// <summary>One line of <c>cruddur db status</c>.</summary>
/// <param name="Id">Such as <c>0002_cruds</c>.</param>
/// <param name="State">How file and database fit together.</param>
/// <param name="Phase">expand, backfill or contract.</param>
/// <param name="AppliedAt">When it was applied; null when it was not.</param>
/// <param name="DurationMs">How long that took.</param>
public sealed record MigrationEntry(string Id, MigrationState State, string Phase, DateTimeOffset? AppliedAt, int? DurationMs)
{
    internal Migration? File { get; init; }

    internal HistoryRow? Row { get; init; }
}

/// <summary>Every migration that the build or the database knows, oldest first.</summary>
public sealed record MigrationStatus(IReadOnlyList<MigrationEntry> Entries)
{
    /// <summary>Whether build and database have the same migrations.</summary>
    public bool IsCurrent => Entries.All(entry => entry.State == MigrationState.Applied);

    /// <summary>Whether <c>migrate</c> has something to do.</summary>
    public bool HasPending => Entries.Any(entry => entry.State is MigrationState.Pending or MigrationState.Unfinished);

    /// <summary>Whether what was applied is what the files say, and nothing newer stands against this build.</summary>
    public bool IsUsable => MayStart && !Entries.Any(entry => entry.State is MigrationState.Changed or MigrationState.Missing);

    /// <summary>CDB-020 when the database has steps of a newer build, otherwise null.</summary>
    public string? AheadMessage
    {
        get
        {
            var ahead = Entries.Where(entry => entry.State == MigrationState.Ahead).ToList();
            if (ahead.Count == 0) return null;
            var verdict = ahead.FirstOrDefault(entry => entry.Phase == "contract") is { } contract
                ? $"{contract.Id} is phase=contract, so this build must not start."
                : ahead.All(entry => entry.Phase == "expand")
                    ? "All are phase=expand, so starting is allowed."
                    : "None is phase=contract, so starting is allowed.";
            return string.Create(CultureInfo.InvariantCulture,
                $"CDB-020: The database is ahead: it has {ahead.Count} migrations this build does not know ({string.Join(", ", ahead.Select(entry => entry.Id))}). {verdict}");
        }
    }

    /// <summary>Whether this build may run on the database: a newer contract step took away what it needs.</summary>
    public bool MayStart => !Entries.Any(entry => entry is { State: MigrationState.Ahead, Phase: "contract" });

    /// <summary>Puts files and history side by side.</summary>
    internal static MigrationStatus Compare(IReadOnlyList<Migration> files, IReadOnlyList<HistoryRow> history)
    {
        var newest = files.Count == 0 ? 0 : files[^1].Version;
        var rows = history.ToDictionary(row => row.Version);
        var known = files.Select(file => Entry(file, rows.GetValueOrDefault(file.Version)));
        var unknown = history.Where(row => files.All(file => file.Version != row.Version)).Select(row =>
            new MigrationEntry(row.Name, row.Version > newest ? MigrationState.Ahead : MigrationState.Missing, row.Phase, row.FinishedAt, row.DurationMs) { Row = row });
        return new MigrationStatus([.. known.Concat(unknown).OrderBy(entry => entry.File?.Version ?? entry.Row!.Version)]);
    }

    private static MigrationEntry Entry(Migration file, HistoryRow? row)
    {
        var state = row switch
        {
            null => MigrationState.Pending,
            { FinishedAt: null } => MigrationState.Unfinished,
            _ => file.Matches(row.Sha256) ? MigrationState.Applied : MigrationState.Changed,
        };
        return new MigrationEntry(file.Id, state, file.PhaseName, row?.FinishedAt, row?.DurationMs) { File = file, Row = row };
    }
}
