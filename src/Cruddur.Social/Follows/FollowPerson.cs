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
public sealed record FollowState(string Handle, bool Following)
{
    internal static FollowState Read(Row row) => new(row.Text(0), row.BoolOrNull(1) == true);
}

/// <summary>PUT and DELETE /api/users/@{handle}/follow: follows a person, and stops; both may be repeated.</summary>
public sealed class FollowPerson(Db db, TimeProvider clock)
{
    private static readonly Query<FollowState> Follow = Query.Of("Social/Follows/Follows.sql#Follow", FollowState.Read);
    private static readonly Query<Unfollowed> Unfollow = Query.Of("Social/Follows/Follows.sql#Unfollow", row => new Unfollowed(row.Text(0), row.Bool(1), row.UuidOrNull(2)));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/users/@{handle}/follow", async Task<Ok<FollowState>> (string handle, Viewer viewer, FollowPerson follow, CancellationToken ct) =>
            TypedResults.Ok(await follow.SetAsync(viewer, handle, true, ct))).WithSummary("Follow a person");
        routes.MapDelete("/users/@{handle}/follow", async Task<Ok<FollowState>> (string handle, Viewer viewer, FollowPerson follow, CancellationToken ct) =>
            TypedResults.Ok(await follow.SetAsync(viewer, handle, false, ct))).WithSummary("Stop following a person");
    }

    /// <summary>Makes the viewer follow the person, or not.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle; 422 <c>follow_self</c>.</exception>
    public async Task<FollowState> SetAsync(Viewer viewer, string handle, bool follow, CancellationToken ct)
    {
        var person = handle.ToLowerInvariant();
        if (follow && person == viewer.Handle) throw RequestError.Invalid(["follow_self"]);
        var state = follow
            ? await db.FindAsync(Follow, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct)
            : await db.InTransactionAsync(transaction => StopAsync(transaction, viewer, person, ct), ct, isRepeatable: true);
        return state ?? throw RequestError.Gone();
    }

    private static async Task<FollowState?> StopAsync(Transaction transaction, Viewer viewer, string person, CancellationToken ct)
    {
        if (await transaction.FindAsync(Unfollow, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid }, ct) is not { } unfollowed) return null;
        await Notices.SettleAsync(transaction, unfollowed.NotificationUuid, ct);
        return new(unfollowed.Handle, unfollowed.Following);
    }

    private sealed record Unfollowed(string Handle, bool Following, Guid? NotificationUuid);
}
