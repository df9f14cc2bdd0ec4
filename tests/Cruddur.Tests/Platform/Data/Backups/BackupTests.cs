using System.Runtime.Versioning;
using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Backups;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

public sealed class BackupTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_backup_says_what_it_holds_and_the_database_knows_of_it()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var run = await ground.RunAsync(0, "backup", "--json");
        var (file, manifest) = Assert.Single(ground.Backups);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(file.Path, json.RootElement.GetProperty("backup").GetString());
        Assert.Equal(manifest.Sha256, json.RootElement.GetProperty("sha256").GetString());
        Assert.Equal((ground.Place, "local", new FileInfo(file.Path).Length), (manifest.Place, manifest.Environment, manifest.SizeBytes));
        Assert.Equal(await ground.SqlAsync("select max(name) from platform.migrations"), manifest.SchemaVersion);
        Assert.Equal(await ground.SqlAsync("show server_version"), $"{manifest.ServerVersion} {((string)(await ground.SqlAsync("show server_version"))!).Split(' ', 2)[1]}");
        Assert.Equal(await ground.SqlAsync("select count(*) from activities"), manifest.Tables.Single(table => table.Name == "public.activities").Rows);
        Assert.Null(manifest.VerifiedAt);
        Assert.Equal("|" + manifest.Sha256, await ground.SqlAsync("select coalesce(verified_at::text, '') || '|' || sha256 from platform.backups"));
    }

    [Fact]
    public async Task A_verified_backup_satisfies_the_guard_and_leaves_no_copy()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var run = await ground.RunAsync(0, "backup", "--verify");
        Assert.EndsWith(", verified", run.Output.Trim(), StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(ground.Backups).Manifest.VerifiedAt);
        Assert.Equal(1L, await ground.SqlAsync($"select count(*) from platform.backups where verified_at is not null and place = '{ground.Place}'"));
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_verify"));
        Assert.Matches("test_\\d+-.*\\.dump .*127.0.0.1/test_\\d+ .* min .*\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", (await ground.RunAsync(0, "backups")).Output);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_may_read_a_backup()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        Assert.All([file.Path, file.ManifestPath], path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(ground.Folder));
    }

    [Fact]
    public async Task A_copy_with_other_rows_than_the_manifest_makes_the_backup_suspect()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        var manifest = await file.CheckAsync(TestContext.Current.CancellationToken);
        var lying = manifest with { Tables = [.. manifest.Tables.Select(table => table.Name == "public.likes" ? table with { Rows = table.Rows + 1 } : table)] };
        await using var database = await OpenAsync(ground);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() =>
            BackupVerification.RunAsync(database, file, lying, TimeProvider.System, new Progress<string>(), TestContext.Current.CancellationToken));
        var rows = await ground.SqlAsync("select count(*) from likes");
        Assert.Equal($"CDB-018: Backup {file.Id} did not verify: public.likes has {rows} rows in the copy, {(long)rows! + 1} in the manifest. "
            + $"The backup is kept as '{file.Id}.suspect' and does not count for CDB-006.", refused.Message);
        Assert.Equal(13, refused.ExitCode);
        Assert.Empty(ground.Backups);
        Assert.Equal([$"{file.Id}.suspect", Path.ChangeExtension(file.Id, ".json.suspect")], ground.Files);
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_verify"));
        Assert.Contains($"{file.Id}.suspect does not count: it did not verify.", (await ground.RunAsync(0, "backups")).Error, StringComparison.Ordinal);
        await ground.RunAsync(13, "restore", file.Suspected.Path, "--into", "never");
    }

    [Fact]
    public async Task A_copy_with_other_content_makes_the_backup_suspect_too()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        // What such a column holds depends on the database it is in, so a copy of it never is one.
        await ground.SqlAsync("""
            create function here(int) returns text immutable language sql as 'select current_database()::text';
            create table fickle (n int, place text generated always as (here(n)) stored);
            insert into fickle (n) values (1)
            """);
        var run = await ground.RunAsync(13, "backup", "--verify");
        Assert.Matches("CDB-018: Backup .*\\.dump did not verify: public.fickle has 1 rows in both, but other content in the copy\\. The backup is kept as", run.Error);
        Assert.Equal(0L, await ground.SqlAsync("select count(*) from platform.backups"));
    }

    [Fact]
    public async Task Keep_deletes_the_oldest_but_never_the_newest_verified()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var oldest = await ground.TakeAsync();
        var verified = await ground.TakeAsync("--verify");
        var third = await ground.TakeAsync();
        var run = await ground.RunAsync(0, "backup", "--keep", "1");
        Assert.Contains($"deleted {oldest.Id}", run.Error, StringComparison.Ordinal);
        Assert.Contains($"deleted {third.Id}", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, ground.Backups.Count);
        Assert.Contains(ground.Backups, backup => backup.File == verified);
        await ground.RunAsync(2, "backup", "--keep", "0");
        await ground.RunAsync(2, "backup", "--keep", "3", "--to", "s3://backups/x");
    }

    [Fact]
    public async Task Two_backups_at_once_do_not_meet()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ground.RunAsync(0, "backup")));
        Assert.Equal(4, ground.Backups.Count);
        foreach (var (file, _) in ground.Backups) await file.CheckAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_database_without_any_table_can_be_backed_up_and_restored()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var empty = new Npgsql.NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        var run = await Cli.CliRun.Of("db", "backup", "--to", ground.Folder, "--url", ground.UrlOf(empty));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("keeps no list of its backups", run.Error, StringComparison.Ordinal);
        await ground.RunAsync(0, "restore", ground.Backups[0].File.Path, "--into", $"{empty}_again");
        Assert.Equal("local", await ground.SqlAsync("select environment from cruddur_meta", $"{empty}_again"));
    }

    private static async Task<OpenDatabase> OpenAsync(BackupGround ground) => await OpenDatabase.OpenAsync(
        await DatabaseTarget.ResolveAsync(new(null, ground.Url, "", _ => null, TimeProvider.System, null), CancellationToken.None), ConnectionProfile.Migration, "test", null, CancellationToken.None);
}
