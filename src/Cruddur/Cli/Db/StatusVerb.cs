using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db status</c>.</summary>
internal static class StatusVerb
{
    private const int NotCurrent = 3;
    private static readonly Option<bool> ExitCode = new("--exit-code") { Description = "Answer with 3 when the database is not as this build needs it" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("status",
        "Lists migrations: applied, pending, changed, missing, ahead of this build, running, or failed half way.",
        "Changes anything, or waits for a lock.",
        "cruddur db status --exit-code --quiet") { ExitCode, MigrationFolder.Option }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        var migrator = database.Migrator(MigrationFolder.Read(run));
        var status = await migrator.StatusAsync(ct);
        var isRunning = status.Entries.Any(entry => entry.State == MigrationState.Unfinished) && await migrator.FindLockHolderAsync(ct) is not null;
        run.Screen.Rows(new ResultTable(["migration", "state", "phase", "appliedAt", "ms"], [.. status.Entries.Select(entry => Row(entry, isRunning))], -1));
        if (status.AheadMessage is { } ahead) run.Screen.Line(ahead);
        run.Screen.Line(status.IsUsable && !status.HasPending ? $"{database.Place} is current."
            : status.HasPending ? $"{database.Place} is not current. Run 'cruddur db migrate'."
            : $"{database.Place} differs from this build.");
        return (status.IsUsable && !status.HasPending) || !run.Options.GetValue(ExitCode) ? 0 : NotCurrent;
    }

    private static IReadOnlyList<string?> Row(MigrationEntry entry, bool isRunning) =>
    [
        entry.Id, entry.State == MigrationState.Unfinished ? isRunning ? "running" : "failed" : $"{entry.State}".ToLowerInvariant(), entry.Phase,
        entry.AppliedAt?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), entry.DurationMs?.ToString(CultureInfo.InvariantCulture),
    ];
}
