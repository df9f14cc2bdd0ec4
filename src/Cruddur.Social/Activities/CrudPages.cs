using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <summary>The page /@{handle}/status/{uuid}.</summary>
internal static class CrudPages
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/@{handle}/status/{uuid:guid}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        string handle, Guid uuid, Viewer? viewer, PageContext context, CrudView view, CancellationToken ct)
    {
        var conversation = await view.LoadAsync(viewer, uuid, ct) ?? throw RequestError.Gone();
        return conversation.Activity.Handle == handle
            ? await view.RenderAsync(viewer, conversation, context, null, ct)
            : TypedResults.Redirect(conversation.Activity.Permalink, permanent: false);
    }
}
