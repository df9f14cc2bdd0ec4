using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Bookmarks;

/// <param name="ActivityUuid">The crud.</param>
/// <param name="Bookmarked">Whether the viewer keeps it; nobody else is told.</param>
public sealed record BookmarkState(Guid ActivityUuid, bool Bookmarked)
{
    internal static BookmarkState Read(Row row) => new(row.Uuid(0), row.Bool(1));
}

/// <summary>
/// PUT and DELETE /api/activities/{uuid}/bookmark, which may be repeated, and GET /api/bookmarks: cruds that the viewer wants to
/// find again, as long as they live.
/// </summary>
public sealed class BookmarkCrud(Db db, TimeProvider clock)
{
    private static readonly Query<BookmarkState> Keep = Query.Of("Social/Bookmarks/Bookmarks.sql#Keep", BookmarkState.Read);
    private static readonly Query<BookmarkState> Drop = Query.Of("Social/Bookmarks/Bookmarks.sql#Drop", BookmarkState.Read);
    private static readonly Query<Activity> List = Query.Of("Social/Bookmarks/Bookmarks.sql#List", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/activities/{uuid:guid}/bookmark", async Task<Ok<BookmarkState>> (Guid uuid, Viewer viewer, BookmarkCrud bookmark, CancellationToken ct) =>
            TypedResults.Ok(await bookmark.SetAsync(viewer, uuid, true, ct))).WithSummary("Keep a crud among your bookmarks");
        routes.MapDelete("/activities/{uuid:guid}/bookmark", async Task<Ok<BookmarkState>> (Guid uuid, Viewer viewer, BookmarkCrud bookmark, CancellationToken ct) =>
            TypedResults.Ok(await bookmark.SetAsync(viewer, uuid, false, ct))).WithSummary("Take a crud off your bookmarks");
        routes.MapGet("/bookmarks", async Task<Ok<List<Activity>>> (Viewer viewer, [AsParameters] PageQuery asked, BookmarkCrud bookmark, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            return page.Answer(await bookmark.LoadAsync(viewer, page, ct), response, Activity.CursorOf);
        }).WithSummary("Your bookmarks, the latest first");
    }

    /// <summary>One page of the viewer's bookmarks, the latest first.</summary>
    public Task<List<Activity>> LoadAsync(Viewer viewer, Page page, CancellationToken ct) =>
        Cards.PageAsync(db, List, [], viewer, page, clock.GetUtcNow(), ct);

    /// <summary>Makes the viewer keep the crud, or not.</summary>
    /// <exception cref="RequestError">404 when the crud is unknown, over, or not for the viewer.</exception>
    public async Task<BookmarkState> SetAsync(Viewer viewer, Guid uuid, bool bookmarked, CancellationToken ct) =>
        await db.FindAsync(bookmarked ? Keep : Drop, new Args { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct)
        ?? throw RequestError.Gone();
}
