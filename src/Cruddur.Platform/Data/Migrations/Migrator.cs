using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>One step that was applied, undone or tried.</summary>
/// <param name="Id">Such as <c>0002_cruds</c>.</param>
/// <param name="Number">Its place among the steps of this run, from 1.</param>
/// <param name="Count">How many steps this run has.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record MigrationProgress(string Id, int Number, int Count, TimeSpan Elapsed)
{
    /// <summary>Of a step that was tried: locks that it took on tables that were there before.</summary>
    public IReadOnlyList<TableLock> Locks { get; init; } = [];
}

/// <summary>
/// Brings a database to the schema of this build, or back. Any number of migrators may run at once: one works, the others wait
/// and find nothing left to do.
/// </summary>
/// <param name="source">The server itself, not a transaction pooler.</param>
/// <param name="migrations">The steps, oldest first; null means those of this build.</param>
public sealed class Migrator(NpgsqlDataSource source, IReadOnlyList<Migration>? migrations = null)
{
    private readonly IReadOnlyList<Migration> files = migrations ?? MigrationFiles.Embedded();

    internal IReadOnlyList<Migration> Files => files;

    internal NpgsqlDataSource Source => source;

    /// <summary>How long to wait for another migrator.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a step is tried again when another session keeps a table locked for 2 s.</summary>
    public int LockRetries { get; init; } = 10;

    /// <summary>The pause before the second try; it doubles up to 60 times itself.</summary>
    public TimeSpan LockRetryPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The last phase to apply: the run ends before the first step of a later one.</summary>
    public MigrationPhase LastPhase { get; init; } = MigrationPhase.Contract;

    /// <summary>How often a step that runs is told of.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Hears that a step still runs, and what else a person should know; null for nobody.</summary>
    public IProgress<string>? Notes { get; init; }

    /// <summary>Compares build and database. Reads only.</summary>
    public async Task<MigrationStatus> StatusAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return MigrationStatus.Compare(files, await MigrationHistory.ReadAsync(connection, ct));
    }

    /// <summary>Applies what is pending, oldest first; takes no lock when there is nothing.</summary>
    /// <param name="to">Id or version of the last step to apply; null means all.</param>
    /// <param name="dryRun">Applies the transactional steps in one transaction and rolls back.</param>
    /// <param name="progress">Told of each step when it is done.</param>
    /// <param name="ct">Cancels; the step that runs is rolled back.</param>
    /// <returns>The steps that were applied or tried.</returns>
    /// <exception cref="DatabaseException">CDB-007 to CDB-012, CDB-014, or CDB-013 for an unknown <paramref name="to"/>.</exception>
    public async Task<IReadOnlyList<MigrationProgress>> MigrateAsync(string? to, bool dryRun, IProgress<MigrationProgress>? progress, CancellationToken ct)
    {
        var last = to is null ? long.MaxValue : Find(to).Version;
        if (Pending(await StatusAsync(ct), last) is not { Count: > 0 } planned) return [];
        await LintGate.CheckAsync(source, [.. planned.Select(step => step.File!)], ct);
        await using var session = await MigrationSession.OpenAsync(source, "migrate", this, ct);
        var status = MigrationStatus.Compare(files, await session.ReadHistoryAsync(ct));
        var steps = Pending(status, last);
        var report = new Report(steps.Count, progress);
        var at = status.Entries.LastOrDefault(entry => entry.State is MigrationState.Applied or MigrationState.Ahead)?.Id ?? "the empty schema";
        await (dryRun ? TryAsync(session, steps, at, report, ct) : ApplyAsync(session, steps, at, report, ct));
        return report.Done;
    }

    /// <summary>The applied steps that <see cref="RollbackAsync"/> would undo, newest first. Reads only.</summary>
    /// <param name="steps">How many, when <paramref name="to"/> is null.</param>
    /// <param name="to">Id or version of the step to stay at; <c>0</c> undoes all.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-004: a step has no way back. CDB-010, CDB-013.</exception>
    public async Task<IReadOnlyList<Migration>> PlanRollbackAsync(int steps, string? to, CancellationToken ct) => Undoable(await StatusAsync(ct), steps, to);

    /// <summary>Undoes steps, newest first.</summary>
    /// <param name="steps">How many, when <paramref name="to"/> is null.</param>
    /// <param name="to">Id or version of the step to stay at; <c>0</c> undoes all.</param>
    /// <param name="progress">Told of each step when it is done.</param>
    /// <param name="ct">Cancels; the step that runs is rolled back.</param>
    /// <exception cref="DatabaseException">CDB-004: a step has no way back. CDB-007, CDB-008, CDB-010, CDB-012, CDB-013.</exception>
    public async Task<IReadOnlyList<MigrationProgress>> RollbackAsync(int steps, string? to, IProgress<MigrationProgress>? progress, CancellationToken ct)
    {
        if ((await PlanRollbackAsync(steps, to, ct)).Count == 0) return [];
        await using var session = await MigrationSession.OpenAsync(source, "rollback", this, ct);
        var plan = Undoable(MigrationStatus.Compare(files, await session.ReadHistoryAsync(ct)), steps, to);
        var report = new Report(plan.Count, progress);
        foreach (var step in plan)
        {
            var watch = Stopwatch.StartNew();
            await session.UndoAsync(step, ct);
            report.Add(step.Id, watch.Elapsed, []);
        }
        return report.Done;
    }

    /// <summary>Who migrates now, in words; null when nobody does.</summary>
    public async Task<string?> FindLockHolderAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await MigrationLock.HolderAsync(connection, ct);
    }

    /// <summary>The migration of an id or a version.</summary>
    /// <exception cref="DatabaseException">CDB-013.</exception>
    internal Migration Find(string version) =>
        files.FirstOrDefault(file => file.Id == version || (long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number == file.Version))
            ?? throw MigrationErrors.UnknownVersion(version);

    private async Task ApplyAsync(MigrationSession session, List<MigrationEntry> steps, string at, Report report, CancellationToken ct)
    {
        if (steps.Count > 0) await session.CreateHistoryAsync(ct);
        foreach (var step in steps)
        {
            await using var beat = new StepBeat(string.Create(CultureInfo.InvariantCulture, $"applying {step.Id} ({report.Done.Count + 1}/{steps.Count})"), BeatEvery, Notes);
            await session.ApplyAsync(step.File!, step.State == MigrationState.Unfinished, at, beat, ct);
            at = step.Id;
            report.Add(step.Id, beat.Elapsed, []);
        }
        foreach (var note in await TouchedTables.AnalyzeAsync(session.Connection, steps.Select(step => step.File!), ct)) Notes?.Report(note);
    }

    private Task TryAsync(MigrationSession session, List<MigrationEntry> steps, string at, Report report, CancellationToken ct) => session.TryAsync(
        [.. steps.Select(step => step.File!)], at, (step, elapsed, locks) => report.Add(step.Id, elapsed, locks),
        step => Notes?.Report($"{step.Id} must run outside a transaction, so it was not tried."), ct);

    private List<MigrationEntry> Pending(MigrationStatus status, long last)
    {
        if (status.Entries.FirstOrDefault(entry => entry.State is MigrationState.Changed or MigrationState.Missing) is { } edited)
            throw MigrationErrors.Edited(edited);
        return [.. status.Entries.Where(entry => entry.State is MigrationState.Pending or MigrationState.Unfinished && entry.File!.Version <= last)
            .TakeWhile(entry => entry.File!.Phase <= LastPhase)];
    }

    private List<Migration> Undoable(MigrationStatus status, int steps, string? to)
    {
        var applied = status.Entries.Where(entry => entry.State != MigrationState.Pending).Reverse();
        var stay = to switch { null => (long?)null, "0" => 0, _ => Find(to).Version };
        var plan = stay is { } version
            ? applied.Where(entry => (entry.File?.Version ?? entry.Row!.Version) > version).ToList()
            : applied.Take(steps).ToList();
        foreach (var entry in plan)
        {
            if (entry.State == MigrationState.Changed) throw MigrationErrors.Edited(entry);
            if (entry.File is not { } file) throw MigrationErrors.NoWayBack(entry.Id, "this build does not have its file");
            if (file.Down.Count == 0) throw MigrationErrors.NoWayBack(entry.Id, "its file has no block '-- down'");
        }
        return [.. plan.Select(entry => entry.File!)];
    }

    private sealed class Report(int count, IProgress<MigrationProgress>? progress)
    {
        public List<MigrationProgress> Done { get; } = [];

        public void Add(string id, TimeSpan elapsed, IReadOnlyList<TableLock> locks)
        {
            var step = new MigrationProgress(id, Done.Count + 1, count, elapsed) { Locks = locks };
            Done.Add(step);
            progress?.Report(step);
        }
    }
}
