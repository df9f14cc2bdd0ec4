using Cruddur.Platform;
using Cruddur.Platform.Data;
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
        string handle, Guid uuid, Viewer? viewer, PageContext context, Db db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = await ShowCrud.LoadAsync(db, uuid, viewer, new Page(Cursor.Start, Limits.MaxPageSize), now, ct) ?? throw RequestError.Gone();
        var crud = found.Activity;
        if (crud.Handle != handle) return TypedResults.Redirect(Link(crud), permanent: false);
        context.For(viewer, $"{crud.DisplayName} (@{crud.Handle})");
        return Pages.Show<CrudPage>(new()
        {
            [nameof(CrudPage.Viewer)] = viewer,
            [nameof(CrudPage.Crud)] = crud,
            [nameof(CrudPage.Replies)] = found.Replies,
            [nameof(CrudPage.Now)] = now,
        });
    }

    private static async Task<IResult> DeleteAsync(string handle, Guid uuid, Viewer viewer, PageContext context, DeleteCrud delete, CancellationToken ct)
    {
        await delete.RunAsync(viewer, uuid, ct);
        return context.WantsStream
            ? Pages.Stream<DeletedStream>(new() { [nameof(DeletedStream.Uuid)] = uuid })
            : Pages.SeeOther("/?notice=deleted");
    }

    private static string Link(Activity crud) => $"/@{crud.Handle}/status/{crud.Uuid:D}";
}
