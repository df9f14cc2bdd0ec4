using Npgsql;
using Xunit;

namespace Cruddur.Tests.Fixtures;

public sealed class PostgresClusterTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_migrated_database_has_tables_and_no_rows()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var command = source.CreateCommand("select count(*) from users");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }
}
