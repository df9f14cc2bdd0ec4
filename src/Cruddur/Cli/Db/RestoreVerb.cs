using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Cruddur.Platform;
using Cruddur.Platform.Data.Backups;
using Cruddur.Platform.Data.Connections;
using Cruddur.Social;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db restore</c>.</summary>
internal static class RestoreVerb
{
    private const int SweepBatch = 5000;

    private static readonly Argument<string?> From = new("backup") { Description = "The .dump file, or s3://bucket/…/x.dump; without it, --swap puts what --into names in place", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Into = new("--into") { Description = "Name of the new database", HelpName = "name" };
    private static readonly Option<bool> Swap = new("--swap") { Description = "Then put it in the place of the target's database, which stays as <name>_before_<time>" };
    private static readonly Option<bool> Over = new("--over") { Description = "As --swap, and drop the old database when all went well" };
    private static readonly Option<int?> Jobs = new("--jobs") { Description = "Connections that load at once (default: one for each processor here, at most 4)", HelpName = "n" };

    public static Verb Create(CliHost host)
    {
        var verb = new Verb("restore",
            "Makes a new database of a backup: checks file and manifest, restores, compares every table, erases what has expired meanwhile. With --swap or --over it takes the old one's place in one transaction.",
            "Writes into a database that exists, brings an expired crud back to view, or replaces a database before the copy is proved.",
            "cruddur db restore data/backups/cruddur-20261121T031500Z.dump --into cruddur_restored") { From, Into, Swap, Over, Jobs, Guarded.Confirm, Guarded.WithoutBackup };
        verb.Validators.Add(result =>
        {
            var (hasFile, hasName, replaces) = (result.GetValue(From) is not null, result.GetValue(Into) is not null, result.GetValue(Swap) || result.GetValue(Over));
            if (result.GetValue(Swap) && result.GetValue(Over)) result.AddError("Give --swap or --over, not both.");
            else if (result.GetValue(Jobs) is < 1 or > 64) result.AddError("--jobs is a number from 1 to 64.");
            else if (!hasFile && !(hasName && replaces)) result.AddError("Name a backup; 'cruddur db backups' lists them.");
            else if (!hasName && !replaces) result.AddError("Say where to: --into <new database>, --swap or --over.");
        });
        return DbRun.On(verb, host, RunAsync);
    }

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var replaces = run.Options.GetValue(Swap) || run.Options.GetValue(Over);
        if (run.Options.GetValue(From) is not { } from)
        {
            var current = await run.OpenDirectAsync(ct);
            await GuardIfThereAsync(run, current, ct);
            return await PutInPlaceAsync(run, current, run.Options.GetValue(Into)!, ct);
        }
        var local = S3Place.Is(from) ? Directory.CreateTempSubdirectory("cruddur-restore-") : null;
        try
        {
            var file = local is null ? new BackupFile(from) : await FetchAsync(run, from, local.FullName, ct);
            run.Screen.Line($"checking {file.Id} …");
            var manifest = await file.CheckAsync(ct);
            var database = await run.OpenDirectAsync(ct);
            if (replaces) await GuardIfThereAsync(run, database, ct);
            var name = run.Options.GetValue(Into) ?? BackupVerification.NewName(database.Database, "restored", run.Host.Clock.GetUtcNow());
            await RestoreAsync(run, database, file, manifest, name, ct);
            if (replaces) return await PutInPlaceAsync(run, database, name, ct);
            run.Screen.Line($"Look at it; then put it in the place of {database.Place} with 'cruddur db restore --swap --into {name}', or drop it.");
            return 0;
        }
        finally
        {
            local?.Delete(recursive: true);
        }
    }

    private static async Task RestoreAsync(DbRun run, OpenDatabase database, BackupFile file, BackupManifest manifest, string name, CancellationToken ct)
    {
        var begin = Stopwatch.GetTimestamp();
        await new Restoration(database, run.Host.Clock, run.Progress).MakeAsync(file, manifest, name, run.Options.GetValue(Jobs) ?? Restoration.DefaultJobs, db => EraseAsync(run, db, ct), ct);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        run.Screen.Data(
            string.Create(CultureInfo.InvariantCulture, $"{file.Id}: restored into {database.PlaceOf(name)}, {manifest.Rows} rows of {manifest.Tables.Count} tables are equal, {seconds:0.0} s"),
            new { backup = file.Id, database = database.PlaceOf(name), manifest.Rows, tables = manifest.Tables.Count, manifest.SchemaVersion, takenAt = manifest.StartedAt, seconds });
    }

    /// <summary>The promise holds in a restored database too: what has expired since is gone, not only hidden.</summary>
    private static async Task EraseAsync(DbRun run, Platform.Data.Db db, CancellationToken ct)
    {
        foreach (var sweep in PlatformModule.Sweeps.Concat(SocialModule.Sweeps))
        {
            var total = 0;
            await sweep.EraseAsync(db, run.Host.Clock.GetUtcNow(), SweepBatch, rows => total += rows, ct, rest: 0);
            if (total > 0) run.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{sweep.Name}: {total} expired since the backup and were erased"));
        }
    }

    private static async Task GuardIfThereAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        if (await DatabaseSwap.ExistsAsync(database, ct)) await run.GuardAsync(database, ct);
    }

    private static async Task<int> PutInPlaceAsync(DbRun run, OpenDatabase database, string name, CancellationToken ct)
    {
        var before = await DatabaseSwap.RunAsync(database, name, run.Host.Clock.GetUtcNow(), ct);
        if (before is not null && run.Options.GetValue(Over))
        {
            await new Restoration(database, run.Host.Clock, run.Progress).DropAsync(before);
            before = null;
        }
        run.Screen.Data($"{database.Place}: is now what was {name}{(before is null ? "" : $"; the old one is {before}")}", new { database = database.Place, from = name, before });
        if (before is not null) run.Screen.Line($"When all is well, drop the old one (in 'cruddur db connect --write': drop database {before};). To go back: 'cruddur db restore --swap --into {before}'.");
        return 0;
    }

    private static async Task<BackupFile> FetchAsync(DbRun run, string from, string folder, CancellationToken ct)
    {
        run.Screen.Line($"fetching {from} …");
        using var s3 = new S3Place(new Uri(from), run.Host.Setting);
        return await s3.FetchAsync(folder, ct);
    }
}
