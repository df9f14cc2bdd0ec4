using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db migrate</c>.</summary>
internal static class MigrateVerb
{
    private static readonly Option<string?> To = new("--to") { Description = "Stop after this version, such as 0002 or 0002_cruds", HelpName = "version" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Apply everything in one transaction and roll it back" };
    internal static readonly Option<double> LockWait = new("--lock-wait") { Description = "Seconds to wait for another migration", DefaultValueFactory = _ => 60, HelpName = "seconds" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("migrate",
        "Applies the migrations that are pending, oldest first, each in one transaction, one migrator at a time.",
        "Drops what it does not know, or leaves half a step behind: a step is applied whole or not at all.",
        "cruddur db migrate --dry-run") { To, DryRun, LockWait }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var migrator = Migrator(run, database);
        var dryRun = run.Options.GetValue(DryRun);
        var done = await migrator.MigrateAsync(run.Options.GetValue(To), dryRun, new Steps(run.Screen, dryRun ? "trying" : "applying"), ct);
        if ((await migrator.StatusAsync(ct)).AheadMessage is { } ahead) run.Screen.Line(ahead);
        if (done.Count == 0) run.Screen.Line($"{database.Place} has every migration already.");
        if (dryRun && done.Count > 0) run.Screen.Line("Nothing was changed.");
        return 0;
    }

    /// <summary>Applies what is pending, as other verbs do on their way.</summary>
    public static async Task ApplyAsync(DbRun run, OpenDatabase database, CancellationToken ct) =>
        await Migrator(run, database).MigrateAsync(null, dryRun: false, new Steps(run.Screen, "applying"), ct);

    private static Migrator Migrator(DbRun run, OpenDatabase database) => database.Migrator(TimeSpan.FromSeconds(run.Options.GetValue(LockWait)));

    /// <summary>Tells of each step: to people as it ends, to programs as one record.</summary>
    internal sealed class Steps(Screen screen, string verb) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{verb} {value.Id} ({value.Number}/{value.Count}) … {value.Elapsed.TotalMilliseconds:0} ms"));
            if (screen.Json) screen.Data("", new { value.Id, ms = (int)value.Elapsed.TotalMilliseconds });
        }
    }
}
