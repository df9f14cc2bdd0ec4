using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Likes;

/// <summary>What a crud's likes are now.</summary>
/// <param name="ActivityUuid">The crud.</param>
/// <param name="LikesCount">How many people like it.</param>
/// <param name="Liked">Whether the viewer does.</param>
public sealed record LikeState(Guid ActivityUuid, int LikesCount, bool Liked)
{
    internal static LikeState Read(Row row) => new(row.Uuid(0), row.Int(1), row.BoolOrNull(2) == true);
}

/// <summary>
/// PUT and DELETE /api/activities/{uuid}/like: likes a crud, and takes the like back; both may be repeated. POST turns one into
/// the other, as the original did.
/// </summary>
public sealed class LikeCrud(Db db, TimeProvider clock)
{
    private static readonly Query<LikeState> Like = Query.Of("Social/Likes/Likes.sql#Like", LikeState.Read);
    private static readonly Query<Unliked> Unlike = Query.Of("Social/Likes/Likes.sql#Unlike", row => new Unliked(row.Uuid(0), row.Int(1), row.Bool(2), row.UuidOrNull(3)));
    private static readonly Query<bool?> Liked = Query.Of("Social/Likes/Likes.sql#Liked", row => row.BoolOrNull(0));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/activities/{uuid:guid}/like", async Task<Ok<LikeState>> (Guid uuid, Viewer viewer, LikeCrud like, CancellationToken ct) =>
            TypedResults.Ok(await like.SetAsync(viewer, uuid, true, ct))).WithSummary("Like a crud");
        routes.MapDelete("/activities/{uuid:guid}/like", async Task<Ok<LikeState>> (Guid uuid, Viewer viewer, LikeCrud like, CancellationToken ct) =>
            TypedResults.Ok(await like.SetAsync(viewer, uuid, false, ct))).WithSummary("Take a like back");
        routes.MapPost("/activities/{uuid:guid}/like", async Task<Ok<LikeState>> (Guid uuid, Viewer viewer, LikeCrud like, CancellationToken ct) =>
            TypedResults.Ok(await like.ToggleAsync(viewer, uuid, ct))).WithSummary("Like a crud, or take the like back");
    }

    /// <summary>Makes the viewer like the crud, or not.</summary>
    /// <exception cref="RequestError">404 when the crud is unknown or its time is over.</exception>
    public async Task<LikeState> SetAsync(Viewer viewer, Guid uuid, bool liked, CancellationToken ct) =>
        (liked
            ? await db.FindAsync(Like, Of(viewer, uuid), ct)
            : await db.InTransactionAsync(transaction => TakeBackAsync(transaction, viewer, uuid, ct), ct, isRepeatable: true)) ?? throw RequestError.Gone();

    private async Task<LikeState> ToggleAsync(Viewer viewer, Guid uuid, CancellationToken ct) =>
        await db.InTransactionAsync(async transaction => await transaction.FindAsync(Liked, Of(viewer, uuid), ct) is { } liked
            ? liked ? await TakeBackAsync(transaction, viewer, uuid, ct) : await transaction.FindAsync(Like, Of(viewer, uuid), ct)
            : null, ct) ?? throw RequestError.Gone();

    private async Task<LikeState?> TakeBackAsync(Transaction transaction, Viewer viewer, Guid uuid, CancellationToken ct)
    {
        if (await transaction.FindAsync(Unlike, Of(viewer, uuid), ct) is not { } unliked) return null;
        await Untold.SettleAsync(transaction, unliked.NotificationUuid, ct);
        return new(unliked.ActivityUuid, unliked.LikesCount, unliked.Liked);
    }

    private Args Of(Viewer viewer, Guid uuid) => new() { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() };

    private sealed record Unliked(Guid ActivityUuid, int LikesCount, bool Liked, Guid? NotificationUuid);
}
