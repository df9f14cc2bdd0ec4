using Cruddur.Platform.Data.Backups;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

public sealed class RestoreTests(PostgresCluster cluster)
{
    private const string Fingerprint = """
        select md5(string_agg(t, '' order by t)) from (
          select u::text from users u union all select a::text from activities a union all select f::text from follows f
          union all select l::text from likes l union all select c::text from platform.credentials c) rows (t)
        """;

    [Fact]
    public async Task A_restored_database_has_every_row_and_a_mark_of_its_own()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        var (rows, instance) = (await ground.SqlAsync(Fingerprint), await ground.SqlAsync("select instance_id from cruddur_meta"));
        var name = $"{ground.Name}_copy";
        var run = await ground.RunAsync(0, "restore", file.Path, "--into", name);
        Assert.Contains("are equal", run.Output, StringComparison.Ordinal);
        Assert.Equal(rows, await ground.SqlAsync(Fingerprint, name));
        Assert.NotEqual(instance, await ground.SqlAsync("select instance_id from cruddur_meta", name));
        Assert.Equal("local", await ground.SqlAsync("select environment from cruddur_meta", name));
        Assert.StartsWith($"127.0.0.1/{name} <- {file.Id} of {ground.Place}", (string)(await ground.SqlAsync("select subject || ' <- ' || detail from platform.operator_actions where verb = 'restore'", name))!, StringComparison.Ordinal);
        Assert.True(await ground.SqlAsync("select count(*) from pg_class where relname = 'users' and reltuples > 0", name) is 1L, "the planner has no statistics");
        Assert.Equal(0, (await Cli.CliRun.Of("db", "status", "--exit-code", "--url", ground.UrlOf(name))).ExitCode);
        Assert.Contains($"There is a database '{name}' already", (await ground.RunAsync(13, "restore", file.Path, "--into", name)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_production_becomes_local_on_target_local()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await ground.SqlAsync("update cruddur_meta set environment = 'prod'");
        var file = await ground.TakeAsync();
        Assert.Equal("prod", ground.Backups[0].Manifest.Environment);
        await ground.RunAsync(0, "restore", file.Path, "--into", $"{ground.Name}_dev");
        Assert.Equal("local", await ground.SqlAsync("select environment from cruddur_meta", $"{ground.Name}_dev"));
    }

    [Fact]
    public async Task An_expired_crud_does_not_come_back()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        var cruds = (long)(await ground.SqlAsync("select count(*) from activities"))!;
        Assert.NotEqual(0L, cruds);
        var later = new MovableClock();
        later.MoveTo(TimeProvider.System.GetUtcNow().AddDays(31));
        var (output, error) = (new StringWriter(), new StringWriter());
        var host = new Cruddur.Cli.CliHost(_ => null, TextReader.Null, later, false);
        var exit = await Cruddur.Cli.CommandLine.RunAsync(["db", "restore", file.Path, "--into", $"{ground.Name}_late", "--url", ground.Url], host, output, error, TestContext.Current.CancellationToken);
        Assert.True(exit == 0, $"{error}");
        Assert.Matches("cruds: \\d+ expired since the backup and were erased", $"{error}");
        Assert.Equal(0L, await ground.SqlAsync("select count(*) from activities", $"{ground.Name}_late"));
        Assert.Equal(cruds, await ground.SqlAsync("select count(*) from activities"));
    }

    [Fact]
    public async Task Swap_puts_the_copy_in_place_while_programs_connect_and_back_again()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var file = await ground.TakeAsync();
        await ground.SqlAsync($"delete from likes; alter database {ground.Name} set work_mem = '5MB'; revoke connect on database {ground.Name} from public; grant connect on database {ground.Name} to pg_monitor");
        using var stop = new CancellationTokenSource();
        var (answered, other) = (0, new List<string>());
        var apps = Enumerable.Range(0, 8).Select(_ => Task.Run(AskAsync)).ToList();
        while (Volatile.Read(ref answered) < 20) await Task.Delay(10, TestContext.Current.CancellationToken);
        var run = await ground.RunAsync(0, "restore", file.Path, "--swap");
        await stop.CancelAsync();
        await Task.WhenAll(apps);
        Assert.Empty(other);
        var before = System.Text.RegularExpressions.Regex.Match(run.Output, $"{ground.Name}_before_\\d+_\\d+(_\\d+)?").Value;
        Assert.NotEqual(0L, await ground.SqlAsync("select count(*) from likes"));
        Assert.Equal(0L, await ground.SqlAsync("select count(*) from likes", before));
        Assert.Equal("5MB", await ground.SqlAsync("show work_mem"));
        Assert.True(await ground.SqlAsync($"select has_database_privilege('pg_monitor', '{ground.Name}', 'connect')") is true);
        await ground.RunAsync(0, "restore", "--swap", "--into", before);
        Assert.Equal(0L, await ground.SqlAsync("select count(*) from likes"));

        async Task AskAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await ground.SqlAsync("select count(*) from users");
                    Interlocked.Increment(ref answered);
                }
                catch (NpgsqlException gone) when (gone is PostgresException { SqlState: "57P01" or "3D000" } or { IsTransient: true })
                {
                    // Ended by the swap, or between the two names; the next try finds the new one.
                }
                catch (PostgresException error)
                {
                    lock (other) other.Add(error.Message);
                }
            }
        }
    }

    [Fact]
    public async Task Over_replaces_a_protected_database_only_for_who_names_it_twice()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await ground.SqlAsync("update cruddur_meta set environment = 'prod'");
        var environment = new Dictionary<string, string> { ["PROD_CONNECTION_URL"] = ground.Url };
        await ground.RunAsync(0, ["backup", "--verify", "--target", "prod"], environment);
        await ground.SqlAsync("delete from likes");
        string[] restore = ["restore", ground.Backups[0].File.Path, "--over", "--target", "prod"];
        Assert.Contains("CDB-004", (await ground.RunAsync(4, restore, environment)).Error, StringComparison.Ordinal);
        Assert.Contains("CDB-005", (await ground.RunAsync(4, "restore", ground.Backups[0].File.Path, "--over")).Error, StringComparison.Ordinal);
        Assert.Equal(0L, await ground.SqlAsync("select count(*) from likes"));
        environment["CRUDDUR_ALLOW_DESTRUCTIVE"] = ground.Place;
        await ground.RunAsync(0, [.. restore, $"--confirm={ground.Place}"], environment);
        Assert.NotEqual(0L, await ground.SqlAsync("select count(*) from likes"));
        Assert.Equal("prod", await ground.SqlAsync("select environment from cruddur_meta"));
        Assert.False(await ground.HasDatabaseAsync($"{ground.Name}_"), "the old database is still there");
    }

    [Fact]
    public async Task A_lost_database_comes_back_without_a_guard_in_the_way()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        var rows = await ground.SqlAsync(Fingerprint);
        var file = await ground.TakeAsync();
        await ground.SqlAsync($"drop database {ground.Name}", "postgres");
        await ground.RunAsync(0, "restore", file.Path, "--swap");
        Assert.Equal(rows, await ground.SqlAsync(Fingerprint));
    }

    [Fact]
    public async Task Rights_come_along_where_their_roles_exist()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        await ground.SqlAsync("create role reader_of_backup; grant select on users to reader_of_backup");
        var file = await ground.TakeAsync();
        await ground.RunAsync(0, "restore", file.Path, "--into", $"{ground.Name}_rights");
        Assert.True(await ground.SqlAsync("select has_table_privilege('reader_of_backup', 'users', 'select')", $"{ground.Name}_rights") is true);
        await ground.SqlAsync("revoke all on users from reader_of_backup");
        await ground.SqlAsync("revoke all on users from reader_of_backup", $"{ground.Name}_rights");
        await ground.SqlAsync("drop role reader_of_backup");
        Assert.Contains("This server has no role reader_of_backup, so rights are not restored.", (await ground.RunAsync(0, "restore", file.Path, "--into", $"{ground.Name}_no_rights")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("restore x.dump")]
    [InlineData("restore x.dump --swap --over")]
    [InlineData("restore --into y")]
    [InlineData("restore x.dump --into y --jobs 0")]
    public async Task What_is_not_said_whole_is_refused(string line)
    {
        var run = await Cli.CliRun.Of(["db", .. line.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Swapping_in_what_is_not_there_changes_nothing()
    {
        await using var ground = await BackupGround.LayAsync(cluster);
        Assert.Contains("CDB-045: There is no database 'nowhere' to swap in.", (await ground.RunAsync(13, "restore", "--swap", "--into", "nowhere")).Error, StringComparison.Ordinal);
        Assert.Equal(8L, await ground.SqlAsync("select count(*) from users"));
    }

    [Fact]
    public void Names_made_of_others_fit_what_PostgreSQL_keeps() => Assert.All((string[])["cruddur", new string('ü', 31), new string('x', 63)], name =>
    {
        var made = BackupVerification.NewName(name, "before", new DateTimeOffset(2026, 11, 21, 4, 5, 6, TimeSpan.Zero));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(made), 1, 63);
        Assert.EndsWith("_before_20261121_040506_000", made, StringComparison.Ordinal);
    });
}
