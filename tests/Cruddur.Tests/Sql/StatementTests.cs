using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Sql;

/// <summary>Every statement is used, has an example, runs with it, and keeps to its module's tables and to the caller's clock.</summary>
public sealed class StatementTests(PostgresCluster cluster)
{
    private static readonly string[] Clocks = ["now()", "current_timestamp", "current_date", "localtimestamp", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "gen_random_uuid", "random()"];

    [Fact]
    public void There_are_statements() => Assert.True(Statements.All.Count > 20, "The embedded .sql files were not found.");

    [Fact]
    public void Each_is_used() => NoFault.In(Unused(Statements.All, Statements.Uses));

    [Fact]
    public void An_unused_one_is_caught() => Assert.Single(Unused([Statements.Sample("Social/Sample.sql", "select 1")], Statements.Uses));

    [Fact]
    public void Each_has_an_example_for_each_parameter_and_none_too_many() => NoFault.In(Statements.All.SelectMany(ExampleFaults));

    [Fact]
    public void A_missing_and_a_superfluous_example_value_are_caught() =>
        Assert.Equal(["Social/Sample.sql#Sample has no example for @b", "Social/Sample.sql#Sample has an example for @c, which it does not take"],
            ExampleFaults(Statements.Sample("Social/Sample.sql", "-- example: a=1 c=2\nselect @a, @b")));

    [Fact]
    public void None_asks_the_server_for_the_time_or_an_id() => NoFault.In(Statements.All.SelectMany(ClockFaults));

    [Fact]
    public void Asking_the_server_for_the_time_is_caught() =>
        Assert.Single(ClockFaults(Statements.Sample("Social/Sample.sql", "select uuid from activities where expires_at > now()")));

    [Fact]
    public async Task Each_runs_with_its_example()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        List<string> faults = [];
        foreach (var statement in Statements.All)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Trial.RowsAsync(connection, Stage.People);
            if (await FailureAsync(connection, statement) is { } failure) faults.Add(failure);
        }
        NoFault.In(faults);
    }

    [Fact]
    public async Task A_statement_that_fails_with_its_example_is_caught()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        Assert.NotNull(await FailureAsync(connection, Statements.Sample("Social/Sample.sql", "-- example: uuid=nonsense\nselect from users where uuid = @uuid")));
    }

    [Fact]
    public async Task Each_names_only_the_tables_of_its_module_and_people()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        List<string> faults = [];
        foreach (var statement in Statements.All) faults.AddRange(SchemaFaults(statement, await Trial.RelationsAsync(connection, statement)));
        NoFault.In(faults);
    }

    [Theory]
    [InlineData("Social/Sample.sql", "select uuid from platform.sessions where uuid = @uuid", "platform.sessions")]
    [InlineData("Platform/Sample.sql", "select uuid from users where uuid = @uuid and exists (select from likes where user_uuid = users.uuid)", "public.likes")]
    [InlineData("Platform/Sample.sql", "delete from activities where uuid = @uuid", "public.activities")]
    [InlineData("Copilot/Sample.sql", "update follows set created_at = @now where follower_uuid = @uuid", "public.follows")]
    public async Task Another_modules_table_is_caught(string file, string sql, string table)
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        var statement = Statements.Sample(file, sql);
        Assert.Contains(SchemaFaults(statement, await Trial.RelationsAsync(connection, statement)), fault => fault.Contains(table, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Unused(IEnumerable<Statement> statements, IEnumerable<StatementUse> uses)
    {
        var used = uses.Select(use => use.Statement.Id).ToHashSet();
        return statements.Where(statement => !used.Contains(statement.Id)).Select(statement => $"{statement.Id} is used by no Query, Command or Sweep: delete it.");
    }

    private static IEnumerable<string> ExampleFaults(Statement statement) =>
    [
        .. statement.Parameters.Where(name => !statement.Example.ContainsKey(name)).Select(name => $"{statement.Id} has no example for @{name}"),
        .. statement.Example.Keys.Where(name => !statement.Parameters.Contains(name)).Select(name => $"{statement.Id} has an example for @{name}, which it does not take"),
    ];

    private static IEnumerable<string> ClockFaults(Statement statement) =>
        Clocks.Where(clock => statement.Text.Contains(clock, StringComparison.OrdinalIgnoreCase))
            .Select(clock => $"{statement.Id} says {clock}: times and ids come in as parameters, so that tests can move the clock.");

    private static IEnumerable<string> SchemaFaults(Statement statement, IEnumerable<Relation> relations)
    {
        var module = statement.Id[..statement.Id.IndexOf('/', StringComparison.Ordinal)];
        var own = module == "Social" ? "public" : module.ToLowerInvariant();
        return relations.Where(relation => relation.Schema != own && relation.ToString() != "public.users").Distinct()
            .Select(relation => $"{statement.Id} names {relation}: a module's SQL names only its own schema ({own}) and public.users.");
    }

    private static async Task<string?> FailureAsync(NpgsqlConnection connection, Statement statement)
    {
        try
        {
            await Trial.RowsAsync(Trial.Bind(connection, statement));
            return null;
        }
        catch (PostgresException refused)
        {
            return $"{statement.Id} fails with its own example: {refused.MessageText}";
        }
    }
}
