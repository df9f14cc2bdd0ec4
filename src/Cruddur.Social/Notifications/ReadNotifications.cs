using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notifications;

/// <param name="Unread">How many notifications came up since the viewer saw them; 100 stands for that many or more.</param>
public sealed record UnreadCount(int Unread);

/// <param name="NotificationUuid">Names the notification.</param>
/// <param name="Read">Whether the viewer has seen it.</param>
public sealed record ReadState(Guid NotificationUuid, bool Read);

/// <summary>
/// GET /api/notifications/unread counts what the viewer has not seen; PUT /api/notifications/read marks all, and PUT
/// /api/notifications/{uuid}/read one as seen, as often as wanted. What comes up again later is unread again.
/// </summary>
public sealed class ReadNotifications(Db db, TimeProvider clock)
{
    private static readonly Query<int> Unread = Query.Of("Social/Notifications/Notifications.sql#Unread", row => row.Int(0));
    private static readonly Command Shown = Command.Of("Social/Notifications/Notifications.sql#Shown");
    private static readonly Query<Guid?> ReadOne = Query.Of("Social/Notifications/Notifications.sql#ReadOne", row => row.UuidOrNull(0));
    private static readonly Command ReadAll = Command.Of("Social/Notifications/Notifications.sql#ReadAll");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notifications/unread", async Task<Ok<UnreadCount>> (Viewer viewer, ReadNotifications read, CancellationToken ct) =>
            TypedResults.Ok(new UnreadCount(await read.CountAsync(viewer, ct)))).WithSummary("How many of your notifications are unread");
        routes.MapPut("/notifications/read", async Task<Ok<UnreadCount>> (Viewer viewer, ReadNotifications read, CancellationToken ct) =>
        {
            await read.AllAsync(viewer, ct);
            return TypedResults.Ok(new UnreadCount(await read.CountAsync(viewer, ct)));
        }).WithSummary("Mark all notifications as read");
        routes.MapPut("/notifications/{uuid:guid}/read", async Task<Ok<ReadState>> (Guid uuid, Viewer viewer, ReadNotifications read, CancellationToken ct) =>
            TypedResults.Ok(await read.OneAsync(viewer, uuid, ct))).WithSummary("Mark a notification as read");
    }

    /// <summary>How many are unread, from 0 to 100; 100 stands for that many or more.</summary>
    public Task<int> CountAsync(Viewer viewer, CancellationToken ct) =>
        db.FindAsync(Unread, new Args { ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Marks what a page has shown.</summary>
    public async Task ShownAsync(Viewer viewer, NotificationList shown, CancellationToken ct)
    {
        var unread = shown.Notifications.Where(notification => !notification.Read).Select(notification => notification.NotificationUuid).ToArray();
        if (unread.Length > 0) await db.ExecuteAsync(Shown, new Args { ["viewer"] = viewer.Uuid, ["uuids"] = unread, ["until"] = shown.Until }, ct);
    }

    /// <summary>Marks everything.</summary>
    public Task<int> AllAsync(Viewer viewer, CancellationToken ct) => db.ExecuteAsync(ReadAll, new Args { ["viewer"] = viewer.Uuid }, ct);

    /// <exception cref="RequestError">404 when it is unknown, gone, or somebody else's.</exception>
    private async Task<ReadState> OneAsync(Viewer viewer, Guid uuid, CancellationToken ct) =>
        await db.FindAsync(ReadOne, new Args { ["viewer"] = viewer.Uuid, ["uuid"] = uuid }, ct) is { } read ? new(read, true) : throw RequestError.Gone();
}
