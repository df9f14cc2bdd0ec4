using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
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
    private static readonly Query<FollowState> Unfollow = Query.Of("Social/Follows/Follows.sql#Unfollow", FollowState.Read);

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
            : await db.FindAsync(Unfollow, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid }, ct);
        return state ?? throw RequestError.Gone();
    }
}
