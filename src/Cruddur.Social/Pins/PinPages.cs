using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Pins;

/// <summary>The form in a card's menu that pins it to its author's page.</summary>
internal static class PinPages
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/@{handle}/status/{uuid:guid}/pin",
        // The uuid alone names the crud; the page is the viewer's own.
        async (Guid uuid, [FromForm] bool on, Viewer viewer, PinCrud pin, CancellationToken ct) =>
        {
            await pin.SetAsync(viewer, uuid, on, ct);
            return Pages.SeeOther($"/@{viewer.Handle}?notice={(on ? "pinned" : "unpinned")}");
        });
}
