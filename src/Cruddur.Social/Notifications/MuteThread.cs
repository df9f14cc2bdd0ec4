using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notifications;

/// <param name="ActivityUuid">The crud that began the thread.</param>
/// <param name="Muted">Whether the viewer is told nothing of what happens in it.</param>
public sealed record MutedThread(Guid ActivityUuid, bool Muted)
{
    internal static MutedThread Read(Row row) => new(row.Uuid(0), row.Bool(1));
}

/// <summary>
/// PUT and DELETE /api/activities/{uuid}/mute, which may be repeated: the whole thread that a crud belongs to brings the viewer no
/// more notifications. GET /api/notifications/muted-threads lists the cruds that began such threads.
/// </summary>
public sealed class MuteThread(Db db, TimeProvider clock)
{
    private static readonly Query<MutedThread> Mute = Query.Of("Social/Notifications/Threads.sql#Mute", MutedThread.Read);
    private static readonly Query<MutedThread> Unmute = Query.Of("Social/Notifications/Threads.sql#Unmute", MutedThread.Read);
    private static readonly Query<bool> IsMuted = Query.Of("Social/Notifications/Threads.sql#IsMuted", row => row.Bool(0));
    private static readonly Query<Activity> List = Query.Of("Social/Notifications/Threads.sql#List", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/activities/{uuid:guid}/mute", async Task<Ok<MutedThread>> (Guid uuid, Viewer viewer, MuteThread mute, CancellationToken ct) =>
            TypedResults.Ok(await mute.SetAsync(viewer, uuid, true, ct))).WithSummary("Hear nothing more of a crud's thread");
        routes.MapDelete("/activities/{uuid:guid}/mute", async Task<Ok<MutedThread>> (Guid uuid, Viewer viewer, MuteThread mute, CancellationToken ct) =>
            TypedResults.Ok(await mute.SetAsync(viewer, uuid, false, ct))).WithSummary("Hear of a crud's thread again");
        routes.MapGet("/notifications/muted-threads", async Task<Ok<List<Activity>>> (Viewer viewer, [AsParameters] PageQuery asked, MuteThread mute, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            return page.Answer(await mute.LoadAsync(viewer, page, ct), response, Activity.CursorOf);
        }).WithSummary("Cruds whose threads you have muted, the latest first");
    }

    /// <summary>Mutes the thread, or lets it be heard again.</summary>
    /// <exception cref="RequestError">404 when the crud is unknown, over, or not for the viewer.</exception>
    public async Task<MutedThread> SetAsync(Viewer viewer, Guid uuid, bool muted, CancellationToken ct) =>
        await db.FindAsync(muted ? Mute : Unmute, Of(viewer, uuid), ct) ?? throw RequestError.Gone();

    /// <summary>Whether the viewer has muted the crud's thread.</summary>
    public Task<bool> IsMutedAsync(Viewer viewer, Guid uuid, CancellationToken ct) => db.FindAsync(IsMuted, Of(viewer, uuid), ct);

    /// <summary>One page of the cruds whose threads are muted.</summary>
    public Task<List<Activity>> LoadAsync(Viewer viewer, Page page, CancellationToken ct) => Cards.PageAsync(db, List, [], viewer, page, clock.GetUtcNow(), ct);

    private Args Of(Viewer viewer, Guid uuid) => new() { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() };
}
