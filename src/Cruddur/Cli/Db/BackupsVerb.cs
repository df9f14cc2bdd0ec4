using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Backups;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db backups</c>.</summary>
internal static class BackupsVerb
{
    private static readonly Argument<string?> Folder = new("folder") { Description = "Where they are (default: folder 'backups' of the data folder)", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("backups",
        "Lists the backups of a folder, newest first: of which database, how old, how large, whether verified; and the files that do not count.",
        "Connects to a database, or reads the dumps themselves: 'restore' checks those.",
        "cruddur db backups /srv/backups") { Folder }, host, RunAsync);

    private static Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var folder = new BackupFolder(run.Options.GetValue(Folder) ?? BackupVerb.DefaultFolder(run));
        var (now, backups) = (run.Host.Clock.GetUtcNow(), folder.List(null));
        string[] columns = ["backup", "database", "age", "size", "rows", "schema", "verified"];
        if (backups.Count > 0) run.Screen.Rows(new ResultTable(columns, [.. backups.Select(backup => Row(backup.Manifest, now))], -1));
        else run.Screen.Line($"{folder.Path} has no backups. Take one with 'cruddur db backup --verify'.");
        foreach (var file in folder.Uncounted()) run.Screen.Line($"{Path.GetFileName(file)} does not count: {(file.EndsWith(BackupFile.Extension, StringComparison.Ordinal) ? "it has no whole manifest" : "it did not verify")}.");
        return Task.FromResult(0);
    }

    private static IReadOnlyList<string?> Row(BackupManifest manifest, DateTimeOffset now) =>
    [
        manifest.Id, manifest.Place, Age(now - manifest.StartedAt), ByteSize.Of(manifest.SizeBytes), manifest.Rows.ToString(CultureInfo.InvariantCulture), manifest.SchemaVersion,
        manifest.VerifiedAt?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "no",
    ];

    private static string Age(TimeSpan age) =>
        age.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min")
        : age.TotalHours < 72 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days");
}
