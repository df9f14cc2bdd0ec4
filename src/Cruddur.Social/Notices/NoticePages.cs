using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notices;

/// <summary>The page /notices: what moderators tell the viewer.</summary>
internal static class NoticePages
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notices", async (Viewer viewer, PageContext context, ModeratorNotices notices, CancellationToken ct) =>
        {
            context.For(viewer, Texts.Title).With("settings.css");
            return Pages.Show<NoticesPage>(new() { [nameof(NoticesPage.Notices)] = await notices.ListAsync(viewer, ct) });
        });
        routes.MapPost("/notices/{uuid:guid}/read", async (Guid uuid, Viewer viewer, ModeratorNotices notices, CancellationToken ct) =>
        {
            await notices.ReadAsync(viewer, uuid, ct);
            return Pages.SeeOther("/notices");
        });
    }
}
