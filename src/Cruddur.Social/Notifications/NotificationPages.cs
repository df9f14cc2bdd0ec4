using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notifications;

/// <summary>The pages /notifications and /settings/notifications, and the form that mutes a thread.</summary>
internal sealed class NotificationPages(ListNotifications list, ReadNotifications read, NotificationPreferences preferences, MuteThread mute, TimeProvider clock)
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notifications", (Viewer viewer, Cursor? before, HttpRequest request, PageContext context, NotificationPages pages, CancellationToken ct) =>
            pages.ShowAsync(viewer, false, before, IsLookingAhead(request), context, ct));
        routes.MapGet("/notifications/mentions", (Viewer viewer, Cursor? before, HttpRequest request, PageContext context, NotificationPages pages, CancellationToken ct) =>
            pages.ShowAsync(viewer, true, before, IsLookingAhead(request), context, ct));
        routes.MapPost("/notifications/read", async (Viewer viewer, PageContext context, ReadNotifications read, CancellationToken ct) =>
        {
            await read.AllAsync(viewer, ct);
            return Pages.SeeOther("/notifications?notice=all-read");
        });
        routes.MapPost("/@{handle}/status/{uuid:guid}/mute", async (string handle, Guid uuid, [FromForm] bool on, Viewer viewer, PageContext context, MuteThread mute, CancellationToken ct) =>
        {
            await mute.SetAsync(viewer, uuid, on, ct);
            // Back to the list in the settings, where the thread may be one that the person no longer gets to see.
            return Pages.SeeOther(!on && context.CameFrom("").StartsWith(Settings, StringComparison.Ordinal)
                ? $"{Settings}?notice=thread-unmuted"
                : $"/@{handle}/status/{uuid}?notice={(on ? "thread-muted" : "thread-unmuted")}");
        });
        routes.MapGet(Settings, (Viewer viewer, Cursor? before, PageContext context, NotificationPages pages, CancellationToken ct) =>
            pages.ChooseAsync(viewer, before, null, [], context, ct));
        routes.MapPost(Settings, (Viewer viewer, IFormCollection form, PageContext context, NotificationPages pages, CancellationToken ct) =>
            pages.SaveAsync(viewer, NotificationSettings.Of(kind => form[kind]), context, ct));
    }

    /// <summary>Where whose acts one is told of is chosen.</summary>
    internal const string Settings = "/settings/notifications";

    private async Task<IResult> ShowAsync(Viewer viewer, bool mentionsOnly, Cursor? before, bool isLookingAhead, PageContext context, CancellationToken ct)
    {
        var path = mentionsOnly ? "/notifications/mentions" : "/notifications";
        var found = await list.LoadAsync(viewer, mentionsOnly, Page.Of(before, null), ct);
        if (!isLookingAhead) await read.ShownAsync(viewer, found, ct);
        context.For(viewer, mentionsOnly ? Texts.Mentions : Texts.Title).With("notifications.css");
        return Pages.Show<NotificationsPage>(new()
        {
            [nameof(NotificationsPage.Notifications)] = found.Notifications,
            [nameof(NotificationsPage.MentionsOnly)] = mentionsOnly,
            [nameof(NotificationsPage.Unread)] = await read.CountAsync(viewer, ct),
            [nameof(NotificationsPage.Here)] = path,
            [nameof(NotificationsPage.FirstPage)] = before is null,
            [nameof(NotificationsPage.Older)] = found.Next is { } next ? $"{path}?before={next}" : null,
            [nameof(NotificationsPage.Now)] = clock.GetUtcNow(),
        });
    }

    private async Task<IResult> SaveAsync(Viewer viewer, NotificationSettings settings, PageContext context, CancellationToken ct)
    {
        try
        {
            await preferences.SaveAsync(viewer, settings, ct);
        }
        catch (RequestError refused) when (refused.Status == 422)
        {
            return await ChooseAsync(viewer, null, settings, refused.Codes, context, ct);
        }
        return Pages.SeeOther($"{Settings}?notice=notifications-saved");
    }

    private async Task<IResult> ChooseAsync(Viewer viewer, Cursor? before, NotificationSettings? refused, IReadOnlyList<string> codes, PageContext context, CancellationToken ct)
    {
        var page = Page.Of(before, null);
        var threads = await mute.LoadAsync(viewer, page, ct);
        return SettingsPages.Show<NotificationSettingsPage>(context, viewer, Texts.Title, new()
        {
            [nameof(NotificationSettingsPage.Settings)] = refused ?? await preferences.LoadAsync(viewer, ct),
            [nameof(NotificationSettingsPage.Codes)] = codes,
            [nameof(NotificationSettingsPage.Threads)] = threads,
            [nameof(NotificationSettingsPage.Older)] = page.Next(threads, Activity.CursorOf) is { } next ? $"{Settings}?before={next}" : null,
            [nameof(NotificationSettingsPage.Now)] = clock.GetUtcNow(),
        }, codes.Count > 0 ? 422 : 200);
    }

    /// <summary>Whether the browser fetches the page before anybody asked to see it; then nothing of it has been shown.</summary>
    private static bool IsLookingAhead(HttpRequest request) => request.IsHead()
        || request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal) || request.Headers["X-Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal);
}
