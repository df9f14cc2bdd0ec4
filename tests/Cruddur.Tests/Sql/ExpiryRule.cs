using Cruddur.Platform.Data;
using Npgsql;

namespace Cruddur.Tests.Sql;

/// <summary>
/// A statement hides expired cruds when it answers and changes exactly what it would if they had never been written. Each
/// is tried with some of the staged cruds expired, and again with the same ones deleted.
/// </summary>
internal static class ExpiryRule
{
    // A crud never outlives the one it answers, so the reply goes with it.
    private static readonly string[][] Subsets =
    [
        [Stage.ByViewer, Stage.Reply], [Stage.ByOther], [Stage.Reply], [Stage.ByViewer, Stage.ByOther, Stage.Reply],
    ];

    /// <summary>Whether a plan reads cruds; one that only inserts them does not.</summary>
    public static bool ReadsCruds(IEnumerable<Relation> relations) =>
        relations.Any(relation => relation is { Schema: "public", Table: "activities", Access: not "Insert" });

    public static async Task<IReadOnlyList<string>> FaultsAsync(NpgsqlConnection connection, Statement statement)
    {
        if (!statement.Parameters.Contains("now")) return [$"{statement.Id} reads cruds and has no @now: nothing tells it which have expired."];
        List<string> faults = [];
        var reached = false;
        foreach (var follows in new[] { false, true })
        {
            foreach (var subset in Subsets)
            {
                var some = string.Join(", ", subset);
                var without = await RunAsync(connection, statement, follows, some, $"delete from activities where uuid in ({some})");
                reached |= without != await RunAsync(connection, statement, follows, some, "select") with { Own = without.Own };
                foreach (var age in new[] { "0 seconds", "1 second" })
                {
                    var expire = $"update activities set created_at = {Stage.NowOf(statement)} - interval '2 days', expires_at = {Stage.NowOf(statement)} - interval '{age}' where uuid in ({some})";
                    var expired = await RunAsync(connection, statement, follows, some, expire);
                    if (expired.Rows != without.Rows) faults.Add($"{statement.Id} shows cruds that expired {age} ago ({some}):\n{expired.Rows}\ninstead of\n{without.Rows}");
                    if (expired.Rest != without.Rest) faults.Add($"{statement.Id} changes other rows because of cruds that expired {age} ago ({some}).");
                    if (expired.Changed) faults.Add($"{statement.Id} changes cruds that expired {age} ago ({some}).");
                }
            }
        }
        if (!reached) faults.Add($"{statement.Id} answers the same with and without the staged cruds, so nothing is proved: let its example speak of viewer …1 and crud …9, …8 or …7, or stage what it needs in Sql/Stage.cs.");
        return faults;
    }

    private static async Task<Outcome> RunAsync(NpgsqlConnection connection, Statement statement, bool follows, string subset, string fate)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await Stage.SetAsync(connection, statement, follows);
        await Trial.RowsAsync(connection, fate);
        var before = await StateAsync(connection, $"in ({subset})");
        var living = await LivingAsync(connection, subset);
        var rows = await Trial.RowsAsync(Trial.Bind(connection, statement));
        var after = await StateAsync(connection, $"in ({subset})");
        return new Outcome(rows, await StateAsync(connection, $"not in ({subset})"), after, Changed(before, after, cascade: living != await LivingAsync(connection, subset)));
    }

    /// <summary>Whoever deletes a living crud deletes its replies with it, the expired ones too.</summary>
    private static bool Changed(string before, string after, bool cascade) =>
        cascade ? after.Split('\n', StringSplitOptions.RemoveEmptyEntries).Except(before.Split('\n')).Any() : before != after;

    private static Task<string> LivingAsync(NpgsqlConnection connection, string subset) =>
        Trial.RowsAsync(connection, $"select count(*) from activities where uuid not in ({subset})");

    private static Task<string> StateAsync(NpgsqlConnection connection, string which) => Trial.RowsAsync(connection, $"""
        select a::text from activities a where uuid {which}
        union all
        select l::text from likes l where activity_uuid {which}
        order by 1
        """);

    private sealed record Outcome(string Rows, string Rest, string Own, bool Changed);
}
