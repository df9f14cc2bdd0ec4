using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

/// <summary>Poolers at a host and port that say nothing.</summary>
public sealed class PoolerProbeTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("transaction", true)]
    [InlineData("statement", true)]
    [InlineData("session", false)]
    public async Task A_pooler_that_shares_server_sessions_is_found_and_one_that_does_not_is_let_through(string mode, bool refused)
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port, mode);
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString(database));
        await using var connection = await source.OpenConnectionAsync();
        // What makes the probe look closer: PgBouncer tells a process id of its own making.
        Assert.NotEqual(await connection.ScalarAsync("select pg_backend_pid()", default), connection.ProcessID);
        var failure = await Record.ExceptionAsync(() => PoolerProbe.RefuseAsync(source, connection, default));
        Assert.Equal(refused ? "CDB-014" : null, (failure as DatabaseException)?.Code);
    }

    [Fact]
    public async Task A_busy_pool_is_found_too()
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port);
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString(database));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => KeepBusyAsync(source, stop.Token)).ToList();
        await Task.Delay(100);
        await using (var connection = await source.OpenConnectionAsync())
            await Assert.ThrowsAsync<DatabaseException>(() => PoolerProbe.RefuseAsync(source, connection, default));
        await stop.CancelAsync();
        await Task.WhenAll(load);
    }

    [Fact]
    public async Task A_direct_connection_is_let_through()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync();
        Assert.Equal(await connection.ScalarAsync("select pg_backend_pid()", default), connection.ProcessID);
        await PoolerProbe.RefuseAsync(source, connection, default);
    }

    [Fact]
    public async Task Migrate_refuses_a_pooler_takes_the_direct_endpoint_and_says_how_to_drop_old_plans()
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port);
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        var refused = await CliRun.Of("db", "migrate", "--url", bouncer.Url(database));
        Assert.Equal(15, refused.ExitCode);
        Assert.Equal("CDB-014: 127.0.0.1 is a transaction pooler. Migrations need the direct endpoint: set DATABASE_URL_DIRECT "
            + "(Neon: remove '-pooler'; RDS Proxy: use the instance or cluster endpoint).", refused.Error.Trim());
        var settings = new Dictionary<string, string>
        {
            ["CONNECTION_URL"] = bouncer.Url(database),
            ["DATABASE_URL_DIRECT"] = $"postgres://postgres@127.0.0.1:{cluster.Port}/{database}?sslmode=disable",
        };
        var run = await CliRun.Of(["db", "migrate"], settings);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"psql -h 127.0.0.1 -p {bouncer.Port} -U pgbouncer pgbouncer -c 'RECONNECT \"{database}\"'", run.Error, StringComparison.Ordinal);
        await bouncer.AdminAsync($"RECONNECT \"{database}\"");
        Assert.DoesNotContain("RECONNECT", (await CliRun.Of(["db", "migrate"], settings)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_takes_a_pooler_for_a_server_is_told_how_to_say_so()
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port);
        var connectionString = await cluster.CreateMigratedAsync();
        var url = bouncer.Url(new NpgsqlConnectionStringBuilder(connectionString).Database!);
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => TestApp.StartAsync(connectionString, url));
        Assert.Equal("CDB-025", refused.Code);
        Assert.Contains($"127.0.0.1:{bouncer.Port} is a connection pooler", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Add 'pgbouncer=true' to CONNECTION_URL.", refused.Message, StringComparison.Ordinal);
        await using var app = await TestApp.StartAsync(connectionString, $"{url}&pgbouncer=true", arePeopleThere: true);
        Assert.Equal(200, await app.Api().StatusAsync("/api/activities/home"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beside_a_direct_endpoint_the_other_is_told_nothing_that_a_pooler_refuses(bool isDirectNamed)
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port);
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        var settings = new Dictionary<string, string> { ["CONNECTION_URL"] = bouncer.Url(database) };
        if (isDirectNamed) settings["DATABASE_URL_DIRECT"] = $"postgres://postgres@127.0.0.1:{cluster.Port}/{database}?sslmode=disable";
        var target = await DatabaseTarget.ResolveAsync(new DatabaseChoice("local", null, "", settings.GetValueOrDefault, TimeProvider.System, "/nowhere"), default);
        await using var open = await OpenDatabase.OpenAsync(target, null, "app", null, default);
        var failure = await Record.ExceptionAsync(async () => await (await open.Source.OpenConnectionAsync()).DisposeAsync());
        Assert.Equal(isDirectNamed ? null : "CDB-025", failure is null ? null : open.Explain(failure)?.Code);
    }

    private static async Task KeepBusyAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using var command = source.CreateCommand("select pg_sleep(0.01)");
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
