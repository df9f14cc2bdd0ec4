using Npgsql;
using Xunit;

namespace Cruddur.Tests.Fixtures;

public sealed class PgBouncerTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("transaction", 1)]
    [InlineData("session", 2)]
    public async Task Clients_share_a_server_session_between_transactions_or_have_one_each(string mode, int sessions)
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port, mode);
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString(database));
        await using var one = await source.OpenConnectionAsync();
        await using var two = await source.OpenConnectionAsync();
        Assert.Equal(sessions, new[] { await Pid(one), await Pid(two) }.Distinct().Count());
        Assert.Contains($"pool_mode|{mode}|", await bouncer.AdminAsync("SHOW CONFIG"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_admin_console_makes_new_server_sessions()
    {
        await using var bouncer = await PgBouncer.StartAsync(cluster.Port);
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database!;
        await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString(database));
        await using var connection = await source.OpenConnectionAsync();
        var before = await Pid(connection);
        await bouncer.AdminAsync($"RECONNECT {database}");
        Assert.NotEqual(before, await Pid(connection));
    }

    private static async Task<object?> Pid(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return await command.ExecuteScalarAsync();
    }
}
