using Cruddur.Platform.Web;

namespace Cruddur.Platform.Data;

/// <param name="Caller">Whose key it is; two callers may use the same.</param>
/// <param name="Key">The client's name for this request.</param>
/// <param name="RequestSha256">Tells a repetition from another request under the same key.</param>
/// <param name="Fresh">Id of the row that the request will make if it is the first; a new one for each run of the transaction, so that a
/// run whose COMMIT was lost is found as an earlier request.</param>
public sealed record Claim(Guid Caller, string Key, byte[] RequestSha256, Guid Fresh);

/// <summary>
/// Lets a write be repeated without a second effect: the key and the id of what it made are kept for 24 hours, in the
/// transaction of the write. A repetition that comes while the first is still running waits for it.
/// </summary>
public static class Idempotency
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    private static readonly Query<(byte[] RequestSha256, Guid Result)> Keep =
        Query.Of("Platform/Data/Idempotency.sql#Keep", row => (row.Bytes(0), row.Uuid(1)));

    /// <summary>The id to answer with: <see cref="Claim.Fresh"/> for the first request, the earlier one's for a repetition.</summary>
    /// <exception cref="RequestError">422 when the key is malformed or was used for a different request.</exception>
    public static async Task<Guid> ClaimAsync(Transaction transaction, Claim claim, DateTimeOffset now, CancellationToken ct)
    {
        if (claim.Key.Length is 0 or > 255) throw RequestError.Invalid("idempotency_key_invalid");
        var (request, result) = await transaction.FindAsync(Keep, new Args
        {
            ["caller"] = claim.Caller,
            ["key"] = claim.Key,
            ["request"] = claim.RequestSha256,
            ["result"] = claim.Fresh,
            ["now"] = now,
            ["expires_at"] = now + Retention,
        }, ct);
        return request.AsSpan().SequenceEqual(claim.RequestSha256) ? result : throw RequestError.Invalid("idempotency_key_reused");
    }
}
