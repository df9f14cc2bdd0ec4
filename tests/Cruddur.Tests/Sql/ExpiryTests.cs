using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Sql;

/// <summary>Expiry is a promise: past its time a crud is gone from every answer, whether or not its row was erased.</summary>
public sealed class ExpiryTests(PostgresCluster cluster)
{
    /// <summary>The only statements that may see expired cruds, and why.</summary>
    private static readonly Dictionary<string, string> MaySeeExpired = new()
    {
        ["Social/Activities/Activities.sql#Sweep"] = "erases them",
        ["Social/Endings/Endings.sql#Restore"] = "brings back what its author deleted seconds ago",
        ["Social/Activities/Activities.sql#Lag"] = "tells how long they have waited to be erased",
        ["Social/Leaving/Leaving.sql#KeepTimes"] = "writes down when the cruds of one who leaves expire, and looks at that time itself",
        ["Social/Leaving/Leaving.sql#TakeTimes"] = "hides what was written down",
        ["Social/Leaving/Leaving.sql#GiveTimes"] = "gives back the time that was taken away; what has expired since expires again",
        ["Social/Leaving/Leaving.sql#Hold"] = "locks what has lost or regained an answer",
        ["Social/Leaving/Leaving.sql#Recount"] = "counts the answers that are left",
        ["Social/Leaving/Leaving.sql#TakeLikes"] = "takes all likes of one who leaves; no count of an expired crud is ever shown",
        ["Social/Leaving/Leaving.sql#GiveLikes"] = "gives them back",
        ["Social/Leaving/Leaving.sql#TakeReposts"] = "takes all reposts of one who leaves; no count of an expired crud is ever shown",
        ["Social/Leaving/Leaving.sql#GiveReposts"] = "gives them back",
        ["Social/Leaving/Leaving.sql#Sweep"] = "erases those set aside when their own time is over",
        ["Social/Seals/Seals.sql#Unsealed"] = "finds what is to be sealed where the server's owner wants it; no page shows what it answers",
        ["Social/Seals/Seals.sql#Store"] = "seals it",
        ["Social/Moderation/Decisions.sql#Remove"] = "erases what a moderator decided on, also while its author could bring it back",
    };

    [Fact]
    public async Task Every_statement_that_reads_cruds_hides_expired_ones()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        List<string> faults = [];
        var tried = 0;
        foreach (var statement in Statements.All.Where(statement => !MaySeeExpired.ContainsKey(statement.Id)))
        {
            if (!ExpiryRule.ReadsCruds(await Trial.RelationsAsync(connection, statement))) continue;
            tried++;
            faults.AddRange(await ExpiryRule.FaultsAsync(connection, statement));
        }
        NoFault.In(faults);
        Assert.True(tried >= 5, $"Only {tried} statements were found to read cruds.");
    }

    [Fact]
    public async Task The_exceptions_exist_and_do_read_cruds()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        foreach (var id in MaySeeExpired.Keys)
        {
            Assert.True(ExpiryRule.ReadsCruds(await Trial.RelationsAsync(connection, SqlFile.Statement(id))), id);
        }
    }

    [Theory]
    [InlineData("select uuid, message from activities where uuid = @uuid and @now::timestamptz is not null", "shows cruds")]
    [InlineData("select uuid from activities where uuid = @uuid and expires_at >= @now", "shows cruds that expired 0 seconds ago")]
    [InlineData("select count(*) from activities where user_uuid = @viewer and @now::timestamptz is not null and @uuid::uuid is not null", "shows cruds")]
    [InlineData("delete from activities where uuid = @uuid and user_uuid = @viewer and @now::timestamptz is not null", "changes cruds")]
    [InlineData("update activities set replies_count = replies_count + 1 where expires_at > @now and exists (select from activities a where a.uuid = @uuid) and @viewer::uuid is not null", "changes other rows")]
    [InlineData("select uuid from activities where uuid = @uuid", "has no @now")]
    [InlineData("select uuid from activities where uuid = @viewer and expires_at > @now and @uuid::uuid is not null", "nothing is proved")]
    public async Task A_statement_that_leaks_is_caught(string sql, string fault)
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        var statement = Statements.Sample("Social/Sample.sql",
            $"-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z\n{sql}");
        Assert.True(ExpiryRule.ReadsCruds(await Trial.RelationsAsync(connection, statement)));
        Assert.Contains(await ExpiryRule.FaultsAsync(connection, statement), found => found.Contains(fault, StringComparison.Ordinal));
    }
}
