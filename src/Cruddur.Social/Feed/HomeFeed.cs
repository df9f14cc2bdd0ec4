using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Feed;

/// <summary>
/// GET /api/activities/home: live cruds of the viewer and the people they follow, newest first; for a guest, and for a
/// viewer who follows nobody yet, everybody's.
/// </summary>
public static class HomeFeed
{
    private static readonly Query<Activity> Home = Query.Of("Social/Feed/Feed.sql#Home", Activity.Read);

    private static readonly Query<bool> Nobody = Query.Of("Social/Feed/Feed.sql#FollowsNobody", row => row.Bool(0));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/activities/home",
        async (Viewer? viewer, [AsParameters] PageQuery asked, Db db, PublicFeed everyone, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            if (viewer is null) return await everyone.AnswerAsync(page, response, ct);
            return page.Answer(await LoadAsync(db, viewer, page, clock.GetUtcNow(), ct), response, Activity.CursorOf) as IResult;
        })
        .WithMetadata(KeptForGuests.Mark)
        .Produces<List<Activity>>()
        .WithSummary("Home feed: cruds of the people you follow and your own; everybody's for guests");

    /// <summary>Whether the viewer is a newcomer, whose home is everybody's.</summary>
    internal static Task<bool> FollowsNobodyAsync(Db db, Viewer viewer, CancellationToken ct) =>
        db.FindAsync(Nobody, new Args { ["viewer"] = viewer.Uuid }, ct);

    /// <summary>One page of the viewer's home.</summary>
    public static Task<List<Activity>> LoadAsync(Db db, Viewer viewer, Page page, DateTimeOffset now, CancellationToken ct) =>
        Cards.PageAsync(db, Home, [], viewer, page, now, ct);
}
