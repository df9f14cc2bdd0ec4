using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Sql;

/// <summary>What counts as a read may be run twice, so PostgreSQL itself has to agree that it changes nothing.</summary>
public sealed class ReadTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Each_read_runs_where_nothing_can_be_changed()
    {
        Assert.InRange(Statements.All.Count(statement => statement.IsRead), 10, Statements.All.Count - 10);
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        List<string> faults = [];
        foreach (var statement in Statements.All.Where(statement => statement.IsRead)) faults.AddRange(await FaultsAsync(source, statement));
        NoFault.In(faults);
    }

    [Fact]
    public async Task A_change_that_passed_for_a_read_is_caught()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        Assert.Single(await FaultsAsync(source, Statements.Sample("Social/Sample.sql", "delete from activities")));
    }

    [Theory]
    [InlineData("select 1", true)]
    [InlineData("select 'delete' as \"update\" -- insert", true)]
    [InlineData("with gone as (DELETE from likes returning 1) select count(*) from gone", false)]
    [InlineData("select uuid from users for update", false)]
    [InlineData("select uuid from users for share", false)]
    [InlineData("select pg_notify('a', 'b')", false)]
    public void Changes_are_told_from_reads(string sql, bool isRead) => Assert.Equal(isRead, Statements.Sample("Social/Sample.sql", sql).IsRead);

    private static async Task<IReadOnlyList<string>> FaultsAsync(NpgsqlDataSource source, Statement statement)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var readOnly = new NpgsqlCommand("set transaction read only", connection)) await readOnly.ExecuteNonQueryAsync();
        try
        {
            await Trial.RowsAsync(Trial.Bind(connection, statement));
            return [];
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            return [$"{statement.Id} counts as a read, which is run again when its answer is lost; but {refused.MessageText}."];
        }
    }
}
