using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
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
    private static readonly Query<RepostState> Unrepost = Query.Of("Social/Reposts/Reposts.sql#Unrepost", RepostState.Read);

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
        await db.FindAsync(reposted ? Repost : Unrepost, new Args { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct)
        ?? throw RequestError.Gone();
}
