using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <summary>The page /@{handle}/status/{uuid}, and the form that deletes it.</summary>
internal static class CrudPages
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/@{handle}/status/{uuid:guid}", ShowAsync);
        routes.MapPost("/@{handle}/status/{uuid:guid}/delete", DeleteAsync);
    }

    private static async Task<IResult> ShowAsync(
        string handle, Guid uuid, Viewer? viewer, PageContext context, CrudView view, CancellationToken ct)
    {
        var conversation = await view.LoadAsync(viewer, uuid, ct) ?? throw RequestError.Gone();
        return conversation.Activity.Handle == handle
            ? await view.RenderAsync(viewer, conversation, context, null, ct)
            : TypedResults.Redirect(conversation.Activity.Permalink, permanent: false);
    }

    private static async Task<IResult> DeleteAsync(string handle, Guid uuid, Viewer viewer, PageContext context, DeleteCrud delete, CancellationToken ct)
    {
        await delete.RunAsync(viewer, uuid, ct);
        return context.WantsStream
            ? Pages.Stream<DeletedStream>(new() { [nameof(DeletedStream.Uuid)] = uuid })
            : Pages.SeeOther("/?notice=deleted");
    }
}
