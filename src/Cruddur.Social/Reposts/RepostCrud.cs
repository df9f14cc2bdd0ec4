using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Reposts;

/// <summary>What a crud's reposts are now.</summary>
/// <param name="ActivityUuid">The crud.</param>
/// <param name="RepostsCount">How many people passed it on.</param>
/// <param name="Reposted">Whether the viewer did.</param>
public sealed record RepostState(Guid ActivityUuid, int RepostsCount, bool Reposted)
{
    internal static RepostState Read(Row row) => new(row.Uuid(0), row.Int(1), row.Bool(2));
}

/// <summary>
/// PUT and DELETE /api/activities/{uuid}/repost: passes a crud on to those who follow the viewer, and takes that back; both may be
/// repeated. What is passed on ends with the crud.
/// </summary>
public sealed class RepostCrud(Db db, TimeProvider clock)
{
    private static readonly Query<RepostState> Repost = Query.Of("Social/Reposts/Reposts.sql#Repost", RepostState.Read);
    private static readonly Query<Unreposted> Unrepost = Query.Of("Social/Reposts/Reposts.sql#Unrepost", row => new Unreposted(row.Uuid(0), row.Int(1), row.Bool(2), row.UuidOrNull(3)));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/activities/{uuid:guid}/repost", async Task<Ok<RepostState>> (Guid uuid, Viewer viewer, RepostCrud repost, CancellationToken ct) =>
            TypedResults.Ok(await repost.SetAsync(viewer, uuid, true, ct))).WithSummary("Pass a crud on");
        routes.MapDelete("/activities/{uuid:guid}/repost", async Task<Ok<RepostState>> (Guid uuid, Viewer viewer, RepostCrud repost, CancellationToken ct) =>
            TypedResults.Ok(await repost.SetAsync(viewer, uuid, false, ct))).WithSummary("Take a repost back");
    }

    /// <summary>Makes the viewer pass the crud on, or not.</summary>
    /// <exception cref="RequestError">404 when the crud is unknown, over, or not for the viewer.</exception>
    public async Task<RepostState> SetAsync(Viewer viewer, Guid uuid, bool reposted, CancellationToken ct) =>
        (reposted
            ? await db.FindAsync(Repost, Of(viewer, uuid), ct)
            : await db.InTransactionAsync(transaction => TakeBackAsync(transaction, viewer, uuid, ct), ct, isRepeatable: true)) ?? throw RequestError.Gone();

    private async Task<RepostState?> TakeBackAsync(Transaction transaction, Viewer viewer, Guid uuid, CancellationToken ct)
    {
        if (await transaction.FindAsync(Unrepost, Of(viewer, uuid), ct) is not { } unreposted) return null;
        await Untold.SettleAsync(transaction, unreposted.NotificationUuid, ct);
        return new(unreposted.ActivityUuid, unreposted.RepostsCount, unreposted.Reposted);
    }

    private Args Of(Viewer viewer, Guid uuid) => new() { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() };

    private sealed record Unreposted(Guid ActivityUuid, int RepostsCount, bool Reposted, Guid? NotificationUuid);
}
