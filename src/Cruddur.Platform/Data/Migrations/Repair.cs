using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>What a person decided about a step that stopped half way.</summary>
/// <param name="Version">Its id or version.</param>
/// <param name="Done">Whether it is in place; otherwise it is forgotten that it began.</param>
/// <param name="Because">Why, in the person's words.</param>
public sealed record RepairOrder(string Version, bool Done, string Because);

/// <summary>What a repair found and did.</summary>
/// <param name="Id">The step.</param>
/// <param name="Verify">What its verify block says: <c>in place</c>, <c>not in place</c>, or why it cannot be told.</param>
/// <param name="Dropped">Invalid indexes of the step that were dropped.</param>
public sealed record RepairReport(string Id, string Verify, IReadOnlyList<string> Dropped);

/// <summary>Decides steps that ran without a transaction and stopped half way (CDB-009). Never runs or undoes a step's SQL, and never edits a checksum.</summary>
public static class Repair
{
    /// <summary>Records a step as done, or forgets that it began, and writes down who did that and why.</summary>
    /// <param name="migrator">Of the database.</param>
    /// <param name="order">The decision.</param>
    /// <param name="uuid">Id of the row that is written about it.</param>
    /// <param name="now">The time of that row.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-013: there is no such unfinished step. CDB-041: it is not done. CDB-007.</exception>
    public static async Task<RepairReport> RunAsync(Migrator migrator, RepairOrder order, Guid uuid, DateTimeOffset now, CancellationToken ct)
    {
        var file = migrator.Find(order.Version);
        await using var session = await MigrationSession.OpenAsync(migrator.Source, "repair", migrator, ct);
        var row = (await session.ReadHistoryAsync(ct)).Find(row => row.Version == file.Version);
        if (row is not { FinishedAt: null }) throw MigrationErrors.NotUnfinished(file.Id);
        var verify = await VerifyBlock.SayAsync(session.Connection, file, ct);
        if (order.Done && await InvalidIndexes.FindAsync(session.Connection, file, ct) is { Length: > 0 } invalid) throw NotDone(file, invalid);
        var dropped = order.Done ? [] : await InvalidIndexes.DropAsync(session.Connection, file, ct);
        await session.InTransactionAsync(async () =>
        {
            await (order.Done ? MigrationHistory.FinishAsync(session.Connection, file, TimeSpan.Zero, ct) : MigrationHistory.DeleteAsync(session.Connection, file, ct));
            await WriteAsync(session.Connection, file, order, $"verify said {verify}; {Dropped(dropped)}before: running; after: {(order.Done ? "done" : "not applied")}", uuid, now, ct);
        }, ct);
        return new RepairReport(file.Id, verify, dropped);
    }

    private static string Dropped(string[] indexes) => indexes.Length == 0 ? "" : $"dropped invalid {string.Join(", ", indexes)}; ";

    private static Task<int> WriteAsync(NpgsqlConnection connection, Migration file, RepairOrder order, string found, Guid uuid, DateTimeOffset now, CancellationToken ct) => connection.RunAsync("""
        insert into platform.operator_actions (uuid, happened_at, verb, subject, detail, by, host) values ($1, $2, 'repair', $3, $4, $5, $6)
        """, ct, uuid, now, file.Id, $"because: {order.Because}; {found}", Environment.UserName, Environment.MachineName);

    private static DatabaseException NotDone(Migration file, string[] invalid) => new("CDB-041", string.Create(CultureInfo.InvariantCulture,
        $"{file.Id} is not done: index {string.Join(", ", invalid)} is invalid. Drop and build it by hand first, or run 'cruddur db repair {file.Version} --as undone', which drops it."), 9);
}
