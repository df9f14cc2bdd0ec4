using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db migrate</c>.</summary>
internal static class MigrateVerb
{
    private static readonly Option<string?> To = new("--to") { Description = "Stop after this version, such as 0002 or 0002_cruds", HelpName = "version" };
    private static readonly Option<string> Phase = new("--phase") { Description = "Stop before the first step of a later phase: expand, then backfill, then contract", DefaultValueFactory = _ => "contract", HelpName = "phase" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Apply everything in one transaction, show which locks that takes, and roll it back" };
    internal static readonly Option<double> LockWait = new("--lock-wait") { Description = "Seconds to wait for another migration", DefaultValueFactory = _ => 60, HelpName = "seconds" };
    internal static readonly Option<int> LockRetries = new Option<int>("--lock-retries") { Description = "How often to try again when others keep a table locked", DefaultValueFactory = _ => 10, HelpName = "n" }.Between(0, 1000);

    static MigrateVerb() => Phase.AcceptOnlyFromAmong("expand", "backfill", "contract");

    public static Verb Create(CliHost host) => DbRun.On(new Verb("migrate",
        "Applies the migrations that are pending, oldest first, each in one transaction, one migrator at a time; then looks anew at the tables it touched. Back-fills commit batch by batch, and go on where they stopped.",
        "Runs what 'lint' warns of unless the file allows it, drops what it does not know, or leaves half a step behind: a step is applied whole or not at all.",
        "cruddur db migrate --dry-run") { To, Phase, DryRun, LockWait, LockRetries, MigrationFolder.Option }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var (migrator, dryRun) = (Migrator(run, database, MigrationFolder.Read(run)), run.Options.GetValue(DryRun));
        var done = await migrator.MigrateAsync(run.Options.GetValue(To), dryRun, new Steps(run.Screen, dryRun ? "trying" : "applying"), ct);
        var status = await migrator.StatusAsync(ct);
        if (status.AheadMessage is { } ahead) run.Screen.Line(ahead);
        if (dryRun && done.Count > 0) run.Screen.Line("Nothing was changed.");
        else if (status.Entries.FirstOrDefault(entry => entry.State is MigrationState.Pending) is { } next) run.Screen.Line($"Stopped before {next.Id}, which is phase={next.Phase}.");
        else if (done.Count == 0) run.Screen.Line($"{database.Place} has every migration already.");
        if (!dryRun) await FinishAsync(run, database, migrator, done.Count, ct);
        return 0;
    }

    /// <summary>Applies what is pending, as other verbs do on their way.</summary>
    public static async Task ApplyAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        var migrator = Migrator(run, database, null);
        var done = await migrator.MigrateAsync(null, dryRun: false, new Steps(run.Screen, "applying"), ct);
        await FinishAsync(run, database, migrator, done.Count, ct);
    }

    private static Migrator Migrator(DbRun run, OpenDatabase database, IReadOnlyList<Migration>? files) => new(database.Source, files)
    {
        LockWait = TimeSpan.FromSeconds(run.Options.GetValue(LockWait)),
        LockRetries = run.Options.GetValue(LockRetries),
        LastPhase = Enum.Parse<MigrationPhase>(run.Options.GetValue(Phase) ?? "contract", ignoreCase: true),
        Notes = run.Progress,
    };

    /// <summary>What a change of the schema leaves to do: old plans behind a PgBouncer, and the dump of a checkout.</summary>
    private static async Task FinishAsync(DbRun run, OpenDatabase database, Migrator migrator, int done, CancellationToken ct)
    {
        if (done == 0) return;
        if (database.Reconnect is { } advice) run.Screen.Line(advice);
        var file = run.Host.PathOf(SchemaDump.File);
        if (run.Host.Folder is null || run.Target.Name != "local" || !File.Exists(file) || !(await migrator.StatusAsync(ct)).IsCurrent) return;
        var dump = await SchemaDump.ReadAsync(database.Source, ct);
        if (dump == await File.ReadAllTextAsync(file, ct)) return;
        await File.WriteAllTextAsync(file, dump, ct);
        run.Screen.Line($"wrote {SchemaDump.File}");
    }

    /// <summary>Tells of each step: to people as it ends, to programs as one record.</summary>
    internal sealed class Steps(Screen screen, string verb) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{verb} {value.Id} ({value.Number}/{value.Count}) … {value.Elapsed.TotalMilliseconds:0} ms"));
            foreach (var each in value.Locks) screen.Line($"  {each.Mode} on {each.Table}");
            if (screen.Json) screen.Data("", new { value.Id, ms = (int)value.Elapsed.TotalMilliseconds, value.Locks });
        }
    }
}
