using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Backups;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db backup</c>.</summary>
internal static class BackupVerb
{
    private static readonly Option<string?> To = new("--to") { Description = "Folder, or s3://bucket/prefix (default: folder 'backups' of the data folder)", HelpName = "place" };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Restore it beside the original, compare every table, and drop the copy" };
    private static readonly Option<int?> Keep = new("--keep") { Description = "Then delete all but the newest backups of this database in the folder, never the newest verified one", HelpName = "n" };

    public static Verb Create(CliHost host)
    {
        var verb = new Verb("backup",
            "Writes a dump of the database and a manifest (rows and checksum of every table at the same moment). Needs pg_dump of the server's major version.",
            "Leaves half a file under a final name, blocks who reads and writes, or shows a password in the list of processes.",
            "cruddur db backup --to /srv/backups --verify --keep 14") { To, Verify, Keep };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(Keep) is < 1) result.AddError("--keep is a number from 1.");
            else if (result.GetValue(Keep) is not null && result.GetValue(To) is { } to && S3Place.Is(to)) result.AddError("--keep is for folders; give the bucket a lifecycle rule instead.");
        });
        return DbRun.On(verb, host, RunAsync);
    }

    /// <summary>Where backups go when nobody says otherwise.</summary>
    public static string DefaultFolder(DbRun run) => Path.Combine(run.Target.DataFolder, "backups");

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var place = run.Options.GetValue(To) ?? DefaultFolder(run);
        if (!S3Place.Is(place))
        {
            var folder = new BackupFolder(place);
            await TakeAsync(run, folder, file => Task.FromResult(file.Path), ct);
            if (run.Options.GetValue(Keep) is not { } newest) return 0;
            foreach (var old in folder.Keep(newest, (await run.OpenDirectAsync(ct)).Place)) run.Screen.Line($"deleted {old}");
            return 0;
        }
        using var s3 = new S3Place(new Uri(place), run.Host.Setting);
        var local = Directory.CreateTempSubdirectory("cruddur-backup-");
        try
        {
            await TakeAsync(run, new BackupFolder(local.FullName), file =>
            {
                run.Screen.Line($"sending {file.Id} to {place} …");
                return s3.SendAsync(file, ct);
            }, ct);
            return 0;
        }
        finally
        {
            local.Delete(recursive: true);
        }
    }

    private static async Task TakeAsync(DbRun run, BackupFolder folder, Func<BackupFile, Task<string>> store, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var (file, manifest) = await new BackupTaking(database, run.Host.Clock, run.Progress).TakeAsync(folder, ct);
        if (run.Options.GetValue(Verify)) manifest = await VerifyAsync(run, database, file, manifest, store, ct);
        var at = await store(file);
        if (!await BackupHistory.NoteAsync(database, manifest, ct))
            run.Screen.Line($"{database.Place} keeps no list of its backups (its schema is older, or it takes no writes), so destructive verbs will not know of this one.");
        run.Screen.Data(
            string.Create(CultureInfo.InvariantCulture, $"{at}: {ByteSize.Of(manifest.SizeBytes)}, {manifest.Rows} rows of {manifest.Tables.Count} tables, {(manifest.EndedAt - manifest.StartedAt).TotalSeconds:0.0} s{(manifest.VerifiedAt is null ? "" : ", verified")}"),
            new { backup = at, manifest.Place, manifest.SizeBytes, manifest.Sha256, manifest.Rows, manifest.StartedAt, manifest.VerifiedAt });
    }

    private static async Task<BackupManifest> VerifyAsync(
        DbRun run, OpenDatabase database, BackupFile file, BackupManifest manifest, Func<BackupFile, Task<string>> store, CancellationToken ct)
    {
        run.Screen.Line($"verifying {file.Id} …");
        try
        {
            return await BackupVerification.RunAsync(database, file, manifest, run.Host.Clock, run.Progress, ct);
        }
        catch (DatabaseException refused) when (refused.Code == "CDB-018")
        {
            await store(file.Suspected);
            throw;
        }
    }
}
