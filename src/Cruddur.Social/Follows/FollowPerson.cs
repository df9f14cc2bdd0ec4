using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Follows;

/// <summary>Whether the viewer follows a person now.</summary>
/// <param name="Handle">The person.</param>
/// <param name="Following">Whether their cruds are on the viewer's home page.</param>
/// <param name="Requested">Whether the viewer waits to be let in, because the person approves who follows them.</param>
public sealed record FollowState(string Handle, bool Following, bool Requested)
{
    internal static FollowState Read(Row row) => new(row.Text(0), row.Bool(1), row.Bool(2));
}

/// <summary>PUT and DELETE /api/users/@{handle}/follow: follows a person or asks to, and stops or takes that back; both may be repeated.</summary>
public sealed class FollowPerson(Db db, TimeProvider clock)
{
    private static readonly Query<Guid> Share = Query.Of("Social/Follows/Follows.sql#Share", row => row.Uuid(0));
    private static readonly Query<Guid> Hold = Query.Of("Social/Follows/Follows.sql#Hold", row => row.Uuid(0));
    private static readonly Query<FollowState> Follow = Query.Of("Social/Follows/Follows.sql#Follow", FollowState.Read);
    private static readonly Query<Unfollowed> Unfollow = Query.Of("Social/Follows/Follows.sql#Unfollow", row => new Unfollowed(row.Text(0), row.Bool(1), row.Bool(2), row.UuidOrNull(3)));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/users/@{handle}/follow", async Task<Ok<FollowState>> (string handle, Viewer viewer, FollowPerson follow, CancellationToken ct) =>
            TypedResults.Ok(await follow.SetAsync(viewer, handle, true, ct))).WithSummary("Follow a person");
        routes.MapDelete("/users/@{handle}/follow", async Task<Ok<FollowState>> (string handle, Viewer viewer, FollowPerson follow, CancellationToken ct) =>
            TypedResults.Ok(await follow.SetAsync(viewer, handle, false, ct))).WithSummary("Stop following a person");
    }

    /// <summary>Makes the viewer follow the person, or not.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle whom the viewer may see; 422 <c>follow_self</c>.</exception>
    public async Task<FollowState> SetAsync(Viewer viewer, string handle, bool follow, CancellationToken ct)
    {
        var person = handle.ToLowerInvariant();
        if (follow && person == viewer.Handle) throw RequestError.Invalid("follow_self");
        var pair = new Args { ["handle"] = person, ["viewer"] = viewer.Uuid };
        var state = follow
            ? await db.InTransactionAsync(async transaction =>
            {
                await transaction.ListAsync(Share, pair, ct);
                return await transaction.FindAsync(Follow, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);
            }, ct, isRepeatable: true)
            : await db.InTransactionAsync(transaction => StopAsync(transaction, pair, ct), ct, isRepeatable: true);
        return state ?? throw RequestError.Nobody();
    }

    /// <summary>Changes what is between the viewer and the person while nobody else does. The work must be one that may be repeated.</summary>
    internal static Task<T> HoldingAsync<T>(Db db, Viewer viewer, string person, Func<Transaction, Task<T>> work, CancellationToken ct) =>
        db.InTransactionAsync(async transaction =>
        {
            await transaction.ListAsync(Hold, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid }, ct);
            return await work(transaction);
        }, ct, isRepeatable: true);

    private static async Task<FollowState?> StopAsync(Transaction transaction, Args pair, CancellationToken ct)
    {
        if (await transaction.FindAsync(Unfollow, pair, ct) is not { } unfollowed) return null;
        await Untold.SettleAsync(transaction, unfollowed.NotificationUuid, ct);
        return new(unfollowed.Handle, unfollowed.Following, unfollowed.Requested);
    }

    private sealed record Unfollowed(string Handle, bool Following, bool Requested, Guid? NotificationUuid);
}
