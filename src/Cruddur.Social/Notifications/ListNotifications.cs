using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notifications;

/// <summary>One page of a person's notifications.</summary>
/// <param name="Notifications">The latest first.</param>
/// <param name="Next">Where the list goes on; null on the last page.</param>
/// <param name="Until">When the first of them came up.</param>
public sealed record NotificationList(IReadOnlyList<Notification> Notifications, Cursor? Next, DateTimeOffset Until);

/// <summary>
/// GET /api/activities/notifications: what others did that concerns the viewer, the latest first, told together by crud and kind.
/// <c>?kind=mentions</c> leaves those in which somebody speaks to the viewer. Asking changes nothing.
/// </summary>
public sealed class ListNotifications(Db db, TimeProvider clock)
{
    /// <summary>Value of <c>kind</c> for quotes, replies and mentions alone.</summary>
    public const string MentionsOnly = "mentions";

    private static readonly Query<Notification.Row> All = Query.Of("Social/Notifications/Notifications.sql#All", Notification.Row.Of);
    private static readonly Query<Notification.Row> Mentions = Query.Of("Social/Notifications/Notifications.sql#Mentions", Notification.Row.Of);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/activities/notifications",
        async Task<Ok<IReadOnlyList<Notification>>> (Viewer viewer, [FromQuery] string? kind, [AsParameters] PageQuery asked, ListNotifications list, HttpResponse response, CancellationToken ct) =>
        {
            if (kind is not (null or "" or MentionsOnly)) throw RequestError.Invalid("kind_invalid");
            var page = asked.ToPage();
            var found = await list.LoadAsync(viewer, kind == MentionsOnly, page, ct);
            page.Link(response, found.Next, kind == MentionsOnly ? "kind=mentions&" : "");
            return TypedResults.Ok(found.Notifications);
        }).WithSummary("Your notifications, the latest first");

    /// <summary>One page, with the cruds that the notifications are about; none about a crud whose time is over.</summary>
    public async Task<NotificationList> LoadAsync(Viewer viewer, bool mentionsOnly, Page page, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await db.ListAsync(mentionsOnly ? Mentions : All, new Args
        {
            ["viewer"] = viewer.Uuid,
            ["now"] = now,
            ["before_at"] = page.Before.At,
            ["before_uuid"] = page.Before.Uuid,
            ["limit"] = page.Limit,
        }, ct);
        var cruds = (await Cards.OfAsync(db, [.. rows.Select(row => row.ActivityUuid).OfType<Guid>().Distinct()], viewer, now, ct)).ToDictionary(crud => crud.Uuid);
        IReadOnlyList<Notification> shown = [.. rows.Select(row => row.With(row.ActivityUuid is { } uuid ? cruds.GetValueOrDefault(uuid) : null)).OfType<Notification>()];
        return new(shown, page.Next(rows, Notification.Row.CursorOf), rows.Count == 0 ? now : rows[0].ListedAt);
    }
}
