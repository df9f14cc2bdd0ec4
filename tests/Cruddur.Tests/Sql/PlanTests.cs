using System.Text;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Sql;

/// <summary>How PostgreSQL will run each statement, on tables of any size.</summary>
public sealed class PlanTests(PostgresCluster cluster)
{
    /// <summary>Plans are worded differently by each major version; the golden files are this one's.</summary>
    private const int Version = 15;

    private const string Folder = "tests/golden/plans";

    [Fact]
    public async Task No_statement_reads_a_whole_table_or_index()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        List<string> faults = [];
        foreach (var statement in Statements.All) faults.AddRange(PlanRule.Faults(statement, await Trial.PlanAsync(connection, statement, "costs off")));
        NoFault.In(faults);
    }

    [Theory]
    [InlineData("select uuid from users where bio = @bio", "reads a whole table")]
    [InlineData("delete from dismissals where created_at < @now", "reads a whole table")]
    [InlineData("select uuid from activities where message = @message order by uuid", "walks through a whole index")]
    public async Task A_missing_index_is_caught(string sql, string fault)
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        var statement = Statements.Sample("Social/Sample.sql", sql);
        Assert.Contains(PlanRule.Faults(statement, await Trial.PlanAsync(connection, statement, "costs off")), found => found.Contains(fault, StringComparison.Ordinal));
        var excused = Statements.Sample("Social/Sample.sql", $"-- scan: a handful of rows\n{sql}");
        NoFault.In(PlanRule.Faults(excused, await Trial.PlanAsync(connection, excused, "costs off")));
    }

    [Fact]
    [Trait("Category", "golden")]
    public async Task Plans_are_those_that_were_reviewed()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        if (connection.PostgreSqlVersion.Major != Version)
        {
            var why = $"The reviewed plans are PostgreSQL {Version}'s, and this is {connection.PostgreSqlVersion}. Install the package 'postgresql-{Version}'.";
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", why);
            Assert.Fail(why);
        }
        List<string> files = [];
        foreach (var file in Statements.All.GroupBy(statement => statement.Id[..statement.Id.IndexOf('#', StringComparison.Ordinal)]))
        {
            var text = new StringBuilder();
            foreach (var statement in file)
            {
                text.Append("-- ").Append(statement.Id[(file.Key.Length + 1)..]).Append('\n');
                if (statement.Scan is { } scan) text.Append("-- scan: ").Append(scan).Append('\n');
                text.Append(await Trial.PlanAsync(connection, statement, "costs off")).Append("\n\n");
            }
            files.Add($"{Folder}/{Path.ChangeExtension(file.Key, "txt")}");
            Golden.Matches(files[^1], text.ToString().TrimEnd() + "\n");
        }
        var committed = Directory.EnumerateFiles(Path.Combine(Golden.Root, Folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Golden.Root, file).Replace('\\', '/'));
        Assert.Equal(files.Order(StringComparer.Ordinal), committed.Order(StringComparer.Ordinal));
    }
}
