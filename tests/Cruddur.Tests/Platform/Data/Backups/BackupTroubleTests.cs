using System.Diagnostics;
using System.Runtime.Versioning;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Backups;
using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Processes;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

/// <summary>Whatever stops a backup or a restore, nothing half is taken for whole.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupTroubleTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_killed_backup_does_not_count_and_its_password_was_in_no_list_of_processes()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await using (await LockAsync(ground))
        {
            var url = ground.Url.Replace("postgres@", "postgres:not-for-your-eyes@", StringComparison.Ordinal);
            await using var backup = CruddurProcess.Run(0, new Dictionary<string, string> { ["CONNECTION_URL"] = url }, "db", "backup", "--to", ground.Folder);
            await UntilAsync(async () => await SessionsAsync(ground, "LOCK TABLE") > 0);
            var arguments = Directory.GetDirectories("/proc", "*").Select(process => Arguments(process)).Where(text => text.Contains(ground.Folder, StringComparison.Ordinal)).ToList();
            Assert.Contains(arguments, text => text.Contains("pg_dump", StringComparison.Ordinal));
            Assert.DoesNotContain(arguments, text => text.Contains("not-for-your-eyes", StringComparison.Ordinal));
            await backup.KillAsync();
        }
        // pg_dump itself goes on to the end of its half file, which has no name that counts.
        await UntilAsync(async () => await SessionsAsync(ground, "") == 0);
        Assert.EndsWith(".part", Assert.Single(ground.Files), StringComparison.Ordinal);
        Assert.Empty(ground.Backups);
        Assert.Contains("has no backups", (await ground.RunAsync(0, "backups")).Error, StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(Path.Combine(ground.Folder, ground.Files.Single()), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        var file = await ground.TakeAsync();
        Assert.Equal([file.Id, Path.GetFileName(file.ManifestPath)], ground.Files);
    }

    [Fact]
    public async Task An_interrupted_backup_leaves_nothing_behind()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await using (await LockAsync(ground))
        {
            using var interrupt = new CancellationTokenSource();
            var backup = ground.RunAsync(130, ["backup"], [], interrupt.Token);
            await UntilAsync(async () => await SessionsAsync(ground, "LOCK TABLE") > 0);
            await interrupt.CancelAsync();
            Assert.Contains("Interrupted.", (await backup).Error, StringComparison.Ordinal);
            Assert.Empty(ground.Files);
        }
        await UntilAsync(async () => await SessionsAsync(ground, "") == 0);
    }

    [Fact]
    public async Task An_interrupted_restore_drops_what_it_began()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        using var interrupt = new CancellationTokenSource();
        var restore = CliRun.Of(["db", "restore", file.Path, "--into", $"{ground.Name}_cut", "--url", ground.Url], [], ct: interrupt.Token);
        await UntilAsync(() => ground.HasDatabaseAsync($"{ground.Name}_cut"));
        await interrupt.CancelAsync();
        Assert.Equal(130, (await restore).ExitCode);
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_cut"));
    }

    [Fact]
    public async Task A_full_disk_is_named_and_nothing_is_kept()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root mounts a small file system");
        await using var ground = await BackupGround.LayAsync(cluster);
        await ground.SqlAsync("create table large as select gen_random_uuid() a, gen_random_uuid() b from generate_series(1, 100000)");
        var full = Directory.CreateTempSubdirectory("cruddur-full-").FullName;
        Assert.Equal(0, await ShellAsync("mount -t tmpfs -o size=1m cruddur-test \"$1\"", full));
        try
        {
            var run = await ground.RunAsync(13, "backup", "--to", full);
            Assert.Equal($"CDB-042: There is no space left on {full}. Nothing was kept. Free some, or choose another place with --to.", run.Error.Trim());
            Assert.Empty(Directory.EnumerateFileSystemEntries(full));
            Assert.Equal(0L, await ground.SqlAsync("select count(*) from platform.backups"));
            await File.WriteAllBytesAsync(Path.Combine(full, "rest"), new byte[(1 << 20) - 4096], TestContext.Current.CancellationToken);
            await ground.SqlAsync("drop table large");
            Assert.Contains("CDB-042", (await ground.RunAsync(13, "backup", "--to", full)).Error, StringComparison.Ordinal);
            Assert.Equal("rest", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(full))));
        }
        finally
        {
            Assert.Equal(0, await ShellAsync("umount \"$1\" && rmdir \"$1\"", full));
        }
    }

    [Theory]
    [InlineData("pg_restore: error: COPY failed for table \"likes\": ERROR:  could not extend file \"base/1/2\": No space left on device", "CDB-042", "There is no space left on the server of host/db. Nothing was kept. Free some or enlarge its disk, then try again.")]
    [InlineData("pg_restore: while PROCESSING TOC:\npg_restore: error: could not execute query: ERROR:  type vector does not exist\nCommand was: x", "CDB-043", "stopped with 3: pg_restore: error: could not execute query: ERROR:  type vector does not exist. Nothing was kept.")]
    [InlineData("", "CDB-043", "stopped with 3: it said nothing. Nothing was kept.")]
    public async Task What_pg_restore_complains_of_is_told_in_one_line(string said, string code, string line)
    {
        var folder = Directory.CreateTempSubdirectory("cruddur-programs-");
        try
        {
            var program = Path.Combine(folder.FullName, "pg_restore");
            Script(program, $"cat >&2 <<'END'\n{said}\nEND\nexit 3");
            var refused = await Assert.ThrowsAsync<DatabaseException>(() =>
                ClientProcess.RunAsync(program, [], new Dictionary<string, string>(), () => BackupFailure.FullServer("host/db"), TestContext.Current.CancellationToken));
            Assert.Equal((code, 13), (refused.Code, refused.ExitCode));
            Assert.EndsWith(line, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var run = await ground.RunAsync(13, "backup", "--to", "/proc/no-backups-here");
        Assert.Matches("^CDB-045: /proc/no-backups-here cannot be written \\(.*\\)\\. Choose another place with --to\\.$", run.Error.Trim());
    }

    [Fact]
    public void Programs_of_another_major_version_are_not_used_and_the_package_to_install_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("cruddur-programs-");
        try
        {
            foreach (var program in (string[])["pg_dump", "pg_restore"]) Script(Path.Combine(folder.FullName, program), "echo 'pg_dump (PostgreSQL) 14.9 (Debian 14.9-1)'");
            var none = Assert.Throws<DatabaseException>(() => ClientPrograms.Find(18, [folder.FullName]));
            Assert.Equal($"CDB-040: This machine has no pg_dump and pg_restore of PostgreSQL 18 (only 14.9 in {folder.FullName}). Install package postgresql-client-18 (macOS: brew install postgresql@18), or set Postgres__BinDir to the folder that has them.", none.Message);
            Assert.Equal(13, none.ExitCode);
            Assert.Equal(Path.Combine(folder.FullName, "pg_dump"), ClientPrograms.Find(14, [folder.FullName]).PgDump);
            Script(Path.Combine(folder.FullName, "pg_dump"), "exit 1");
            Assert.Contains($"(only one that does not run in {folder.FullName})", Assert.Throws<DatabaseException>(() => ClientPrograms.Find(14, [folder.FullName])).Message, StringComparison.Ordinal);
            Assert.Equal("CDB-040: This machine has no pg_dump and pg_restore of PostgreSQL 16. Install package postgresql-client-16 (macOS: brew install postgresql@16), or set Postgres__BinDir to the folder that has them.",
                Assert.Throws<DatabaseException>(() => ClientPrograms.Find(16, [])).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task What_pg_dump_says_reaches_the_operator_in_one_line()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await ground.SqlAsync("create role no_reader login; grant create on database " + ground.Name + " to no_reader");
        var run = await CliRun.Of("db", "backup", "--to", ground.Folder, "--url", ground.Url.Replace("postgres@", "no_reader@", StringComparison.Ordinal));
        Assert.Equal(6, run.ExitCode);
        Assert.Contains("'no_reader' may not do this", run.Error, StringComparison.Ordinal);
        Assert.Empty(ground.Files);
    }

    /// <summary>Keeps pg_dump waiting at its first step until disposed.</summary>
    private async Task<NpgsqlConnection> LockAsync(BackupGround ground)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(cluster.ConnectionString(ground.Name)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("begin; lock table likes", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>How many sessions of a backup run a statement that begins so.</summary>
    private static async Task<long> SessionsAsync(BackupGround ground, string statement) => (long)(await ground.SqlAsync(
        $"select count(*) from pg_stat_activity where datname = '{ground.Name}' and application_name like 'cruddur-db/backup/%' and starts_with(query, '{statement}')", "postgres"))!;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(20))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(90), "what was waited for did not happen within 90 s");
    }

    private static string Arguments(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<int> ShellAsync(string script, string argument)
    {
        using var shell = Process.Start("sh", ["-c", script, "sh", argument]);
        await shell.WaitForExitAsync();
        return shell.ExitCode;
    }
}
