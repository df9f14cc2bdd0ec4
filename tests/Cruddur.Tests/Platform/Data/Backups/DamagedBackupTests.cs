using Cruddur.Platform.Data.Backups;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

/// <summary>What is not the backup that was taken is refused before anything is made of it.</summary>
public sealed class DamagedBackupTests(PostgresCluster cluster)
{
    private const int Flips = 100;

    [Fact]
    public async Task A_changed_byte_anywhere_is_noticed()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var undetected = new List<string>();
        var (dump, manifest) = (await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(file.ManifestPath, TestContext.Current.CancellationToken));
        for (var n = 0; n < Flips; n++)
        {
            var at = random.Next(dump.Length + manifest.Length);
            var (bytes, offset, path) = at < dump.Length ? (dump, at, file.Path) : (manifest, at - dump.Length, file.ManifestPath);
            var changed = (byte[])bytes.Clone();
            changed[offset] ^= (byte)random.Next(1, 256);
            await File.WriteAllBytesAsync(path, changed, TestContext.Current.CancellationToken);
            var run = await Cli.CliRun.Of("db", "restore", file.Path, "--into", $"{ground.Name}_damaged", "--url", ground.Url);
            if (run.ExitCode != 13 || !run.Error.Contains("CDB-041", StringComparison.Ordinal)) undetected.Add($"byte {offset} of {Path.GetFileName(path)}: {run.ExitCode} {run.Error}");
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        }
        Figures.Record(35, $"damages not detected of {Flips}", undetected.Count, "0");
        Assert.True(undetected.Count == 0, $"seed {seed}: {string.Join("\n", undetected)}");
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_damaged"));
        await ground.RunAsync(0, "restore", file.Path, "--into", $"{ground.Name}_whole");
    }

    [Fact]
    public async Task A_truncated_a_foreign_and_an_unknown_file_are_refused_in_one_line_each()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        await RefusedAsync(ground, Path.Combine(ground.Folder, "nothing.dump"), "there is no such file");
        var foreign = Path.Combine(ground.Folder, "foreign.dump");
        await File.WriteAllTextAsync(foreign, "create table x ();", TestContext.Current.CancellationToken);
        await RefusedAsync(ground, foreign, "its manifest foreign.json is not beside it");
        File.Copy(file.ManifestPath, Path.ChangeExtension(foreign, ".json"));
        await RefusedAsync(ground, foreign, $"its manifest is that of {file.Id}");
        await using (var stream = File.OpenWrite(file.Path)) stream.SetLength(stream.Length - 1);
        await RefusedAsync(ground, file.Path, "and its manifest says");
        File.Delete(file.ManifestPath);
        await RefusedAsync(ground, file.Path, "is not beside it");
        Assert.Empty(ground.Backups);
    }

    [Fact]
    public async Task A_dump_of_a_newer_server_is_not_tried_on_an_older_one()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        var manifest = await file.CheckAsync(TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file.ManifestPath, (manifest with { ServerVersion = "99.1" }).Seal(), TestContext.Current.CancellationToken);
        var run = await ground.RunAsync(13, "restore", file.Path, "--into", $"{ground.Name}_older");
        Assert.Contains($"CDB-046: {file.Id} was taken from PostgreSQL 99.1, and this server is {manifest.ServerVersion}. Restore it into PostgreSQL 99 or newer.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_differs_from_the_manifest_is_dropped_again()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        var manifest = await file.CheckAsync(TestContext.Current.CancellationToken);
        foreach (var (table, text) in ((string, string)[])[("public.follows", "public.follows has"), ("public.gone", "public.gone has 0 rows in the copy, 1 in the manifest")])
        {
            IReadOnlyList<TableDigest> tables = [.. manifest.Tables.Where(each => each.Name != table), new TableDigest(table, 1, "1")];
            await File.WriteAllBytesAsync(file.ManifestPath, (manifest with { Tables = tables }).Seal(), TestContext.Current.CancellationToken);
            var run = await ground.RunAsync(13, "restore", file.Path, "--over");
            Assert.Contains("CDB-044: The restored database differs from its backup: " + text, run.Error, StringComparison.Ordinal);
        }
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_"));
        Assert.Equal(8L, await ground.SqlAsync("select count(*) from users"));
    }

    private static async Task RefusedAsync(BackupGround ground, string path, string why)
    {
        var run = await ground.RunAsync(13, "restore", path, "--into", $"{ground.Name}_refused");
        Assert.Matches($"^checking [^\n]*\nCDB-041: [^\n]*{System.Text.RegularExpressions.Regex.Escape(why)}[^\n]*\\. Nothing was changed\\. 'cruddur db backups' lists the others\\.\n$", run.Error);
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_refused"));
    }
}
