using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Feed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <param name="Uuid">The crud that is gone.</param>
public sealed record DeletedCrud(Guid Uuid);

/// <summary>DELETE /api/activities/{uuid}: the author takes a crud back, with its replies and likes, for good.</summary>
public sealed class DeleteCrud(Db db, PublicFeed everyone, TimeProvider clock)
{
    private static readonly Query<Guid> Delete = Query.Of("Social/Activities/Activities.sql#Delete", row => row.Uuid(0));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapDelete("/activities/{uuid:guid}",
        async Task<Ok<DeletedCrud>> (Guid uuid, Viewer viewer, DeleteCrud delete, CancellationToken ct) =>
        {
            await delete.RunAsync(viewer, uuid, ct);
            return TypedResults.Ok(new DeletedCrud(uuid));
        })
        .WithSummary("Take back a crud of your own");

    /// <exception cref="RequestError">404 when it is unknown, expired, or somebody else's.</exception>
    public async Task RunAsync(Viewer viewer, Guid uuid, CancellationToken ct)
    {
        var gone = await db.FindAsync(Delete, new Args { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);
        if (gone == Guid.Empty) throw RequestError.Gone();
        everyone.Drop();
    }
}
