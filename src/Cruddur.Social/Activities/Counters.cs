using Cruddur.Platform.Data;

namespace Cruddur.Social.Activities;

/// <summary>A crud whose counts differ from its rows.</summary>
/// <param name="Uuid">The crud.</param>
/// <param name="LikesCount">Likes as counted along the way.</param>
/// <param name="Likes">Likes that are there.</param>
/// <param name="RepliesCount">Replies as counted along the way.</param>
/// <param name="Replies">Live replies that are there.</param>
/// <param name="RepostsCount">Reposts as counted along the way.</param>
/// <param name="Reposts">Reposts that are there.</param>
public sealed record CounterDrift(Guid Uuid, int LikesCount, int Likes, int RepliesCount, int Replies, int RepostsCount, int Reposts);

/// <summary>Compares the counts of live cruds with the rows that they count, and corrects them.</summary>
public static class Counters
{
    private const int Batch = 500;

    private static readonly Query<CounterDrift> Drift = Query.Of("Social/Activities/Counters.sql#Drift",
        row => new CounterDrift(row.Uuid(0), row.Int(1), row.Int(2), row.Int(3), row.Int(4), row.Int(5), row.Int(6)));

    private static readonly Query<Guid> Lock = Query.Of("Social/Activities/Counters.sql#Lock", row => row.Uuid(0));
    private static readonly Command Fix = Command.Of("Social/Activities/Counters.sql#Fix");

    /// <summary>Cruds whose counts are wrong, by id, from the one after <paramref name="after"/>.</summary>
    public static Task<List<CounterDrift>> CheckAsync(Db db, DateTimeOffset now, Guid after, int limit, CancellationToken ct) =>
        db.ListAsync(Drift, new Args { ["now"] = now, ["after"] = after, ["limit"] = limit }, ct);

    /// <summary>Corrects every wrong count, a few hundred cruds in each transaction; who likes or replies meanwhile is counted.</summary>
    /// <returns>How many cruds were corrected.</returns>
    public static async Task<int> FixAsync(Db db, DateTimeOffset now, IProgress<int>? progress, CancellationToken ct)
    {
        var (corrected, after) = (0, Guid.Empty);
        while (await CheckAsync(db, now, after, Batch, ct) is { Count: > 0 } wrong)
        {
            Args Wrong() => new() { ["now"] = now, ["uuids"] = wrong.Select(crud => crud.Uuid).ToArray() };
            corrected += await db.InTransactionAsync(async transaction =>
            {
                await transaction.ListAsync(Lock, Wrong(), ct);
                return await transaction.ExecuteAsync(Fix, Wrong(), ct);
            }, ct);
            after = wrong[^1].Uuid;
            progress?.Report(corrected);
        }
        return corrected;
    }
}
