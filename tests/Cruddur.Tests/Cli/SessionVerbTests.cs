using System.Diagnostics;
using System.Text.Json;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>The verbs that look at a database at work and step in, with sessions held by psql.</summary>
public sealed class SessionVerbTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_say_who_blocks_whom_and_hide_literals()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await using var holder = await Psql.OpenAsync(cluster, connectionString, "holder", "begin; lock table users; select 'secret-of-andrew', 42;");
        await using var waiter = await Psql.OpenAsync(cluster, connectionString, "waiter", "select count(*) from users where email = 'secret-of-bayko';");
        var blocking = await ForAsync(() => CliRun.Of("db", "sessions", "--blocking", "--json", "--url", Url(connectionString)), run => run.Output.Contains("holder", StringComparison.Ordinal));
        Assert.DoesNotContain("\"app\":\"waiter\"", blocking.Output, StringComparison.Ordinal);
        var all = await CliRun.Of("db", "sessions", "--url", Url(connectionString));
        Assert.DoesNotContain("secret", all.Output, StringComparison.Ordinal);
        Assert.Contains("select ?, ?", all.Output, StringComparison.Ordinal);
        Assert.Matches($"waiter.*Lock:relation.*\\b{holder.Pid}\\b", all.Output);
        var idle = await CliRun.Of("db", "sessions", "--idle-in-tx", "--json", "--url", Url(connectionString));
        Assert.Equal(holder.Pid, $"{JsonSerializer.Deserialize<Dictionary<string, string>>(idle.Output.Trim())!["pid"]}");
    }

    [Fact]
    public async Task Kill_ends_who_is_meant_and_nobody_else()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await using var busy = await Psql.OpenAsync(cluster, connectionString, "busy", "select pg_sleep(300);");
        await using var idle = await Psql.OpenAsync(cluster, connectionString, "idle", "begin; select 1;");
        await using var bystander = await Psql.OpenAsync(cluster, connectionString, "bystander", "select 1;");
        var url = Url(connectionString);
        Assert.Equal(2, (await CliRun.Of("db", "kill", "--url", url)).ExitCode);
        Assert.StartsWith("CDB-029: There is no session 999999", (await CliRun.Of("db", "kill", busy.Pid, "999999", "--url", url)).Error, StringComparison.Ordinal);
        Assert.Contains("There was nobody to end.", (await CliRun.Of("db", "kill", "--idle-in-tx", "5m", "--url", url)).Error, StringComparison.Ordinal);
        Assert.Contains($"ended pid {idle.Pid}, idle", (await CliRun.Of("db", "kill", "--idle-in-tx", "0s", "--url", url)).Output, StringComparison.Ordinal);
        Assert.Contains($"ended pid {busy.Pid}, busy", (await CliRun.Of("db", "kill", "--app", "busy", "--url", url)).Output, StringComparison.Ordinal);
        var left = await CliRun.Of("db", "sessions", "--url", url);
        Assert.Contains("bystander", left.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("busy", left.Output, StringComparison.Ordinal);
        Assert.Contains("bystander", (await CliRun.Of("db", "kill-all", "--url", url)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_by_a_role_without_the_right_says_which_right()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await CliRun.Of(["db", "create", "--role", "weak", "--url", Url(connectionString)], new() { ["CRUDDUR_ROLE_PASSWORD"] = "x" });
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var command = source.CreateCommand("create role other login; grant pg_read_all_data to other")) await command.ExecuteNonQueryAsync(Ct);
        await using var other = await Psql.OpenAsync(cluster, connectionString, "other's", "select 1;", "other");
        var run = await CliRun.Of("db", "kill", other.Pid, "--url", Url(connectionString).Replace("postgres@", "weak@", StringComparison.Ordinal));
        Assert.Equal((6, "CDB-026: This role may not end sessions of others. Grant it pg_signal_backend, or sign in as the owner."), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task A_hanging_migration_is_ended_by_who_names_its_pid()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        await using var holder = await Psql.OpenAsync(cluster, connectionString, "cruddur-db/migrate/ann", "select pg_advisory_lock(1129469252, 1); select pg_sleep(300);");
        var url = Url(connectionString);
        var refused = await ForAsync(() => CliRun.Of("db", "locks", "--steal", "--url", url), run => run.ExitCode == 4);
        Assert.Contains($"pass --confirm={holder.Pid}.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.Of("db", "locks", "--steal", "--confirm", holder.Pid, "--url", url)).ExitCode);
        Assert.Equal("Nobody is migrating.", (await CliRun.Of("db", "locks", "--url", url)).Output.Trim());
    }

    [Fact]
    public async Task Health_tells_reachable_writable_and_let_in_apart()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        var well = await CliRun.Of("db", "health", "--url", url);
        Assert.Equal(0, well.ExitCode);
        Assert.True(JsonDocument.Parse(well.Output).RootElement.GetProperty("writable").GetBoolean());
        Assert.Equal(0, (await CliRun.Of("db", "test", "--url", url)).ExitCode);
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var command = source.CreateCommand($"alter database \"{name}\" set default_transaction_read_only = on")) await command.ExecuteNonQueryAsync(Ct);
        var readOnly = await CliRun.Of("db", "health", "--url", url);
        Assert.Equal(12, readOnly.ExitCode);
        Assert.Contains("[25006]", readOnly.Output, StringComparison.Ordinal);
        Assert.Equal(5, (await CliRun.Of("db", "health", "--url", "postgres://u@127.0.0.1:1/d?sslmode=disable")).ExitCode);
        Assert.Equal(6, (await CliRun.Of("db", "health", "--url", url.Replace("postgres@", "nobody@", StringComparison.Ordinal))).ExitCode);
    }

    [Fact]
    public async Task Pool_says_what_fits_and_fails_when_it_does_not()
    {
        var url = Url(await cluster.CreateMigratedAsync());
        var fits = await CliRun.Of("db", "pool", "--json", "--processes", "2", "--url", url);
        Assert.Equal(0, fits.ExitCode);
        Assert.Equal((188, 37), (Number(fits, "usable"), Number(fits, "perProcess")));
        var tooMuch = await CliRun.Of("db", "pool", "--processes", "10", "--url", url);
        Assert.Equal(12, tooMuch.ExitCode);
        Assert.Matches(@"CDB-017: 127\.0\.0\.1 uses \d+ of 200 connections; 12 reserved\. This configuration may open 400\. See 'cruddur db pool'\.", tooMuch.Error);
        Assert.Equal(2, (await CliRun.Of("db", "pool", "--processes", "0", "--url", url)).ExitCode);
    }

    [Fact]
    public async Task Expire_erases_the_expired_and_tells_the_lag()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        await CliRun.Of("db", "seed", "--url", url);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var command = source.CreateCommand("update activities set created_at = now() - interval '2 days', expires_at = now() - interval '1 hour' where reply_to_activity_uuid is null and user_uuid = '00000000-0000-7000-8000-000000000001'")) await command.ExecuteNonQueryAsync(Ct);
        var run = await CliRun.Of("db", "expire", "--batch", "2", "--url", url);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"cruds: [1-9]\d* erased, lag was 36\d\d s", run.Output);
        Assert.Matches("cruds: 0 erased, lag was 0 s", (await CliRun.Of("db", "expire", "--url", url)).Output);
    }

    [Fact]
    public async Task Counters_that_drifted_are_found_and_corrected()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        await CliRun.Of("db", "seed", "--url", url);
        Assert.Equal(0, (await CliRun.Of("db", "counters", "check", "--url", url)).ExitCode);
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var command = source.CreateCommand("update activities set likes_count = likes_count + 3, replies_count = 9 where uuid = (select min(uuid::text)::uuid from activities)")) await command.ExecuteNonQueryAsync(Ct);
        var check = await CliRun.Of("db", "counters", "check", "--url", url);
        Assert.Equal(12, check.ExitCode);
        Assert.Single(check.Output.Trim().Split('\n'));
        Assert.Equal("1 cruds corrected", (await CliRun.Of("db", "counters", "fix", "--url", url)).Output.Trim());
        Assert.Equal(0, (await CliRun.Of("db", "counters", "check", "--url", url)).ExitCode);
    }

    private static int Number(CliRun run, string name) => JsonDocument.Parse(run.Output).RootElement.GetProperty(name).GetInt32();

    private string Url(string connectionString) => $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(connectionString).Database}?sslmode=disable";

    private static async Task<CliRun> ForAsync(Func<Task<CliRun>> look, Func<CliRun, bool> seen)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, Ct))
        {
            var run = await look();
            if (seen(run) || waited.Elapsed > TimeSpan.FromSeconds(30)) return run;
        }
    }
}
