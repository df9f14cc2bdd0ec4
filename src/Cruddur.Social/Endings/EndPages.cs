using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Endings;

/// <summary>The forms that delete a crud, bring it back, and let it end sooner; the uuid alone names it.</summary>
internal static class EndPages
{
    private const string Crud = "/@{handle}/status/{uuid:guid}";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{Crud}/delete", DeleteAsync);
        routes.MapGet("/cruds/{uuid:guid}/deleted", (Guid uuid, Viewer viewer, PageContext context) =>
        {
            context.For(viewer, Texts.DeletedTitle);
            return Pages.Show<DeletedPage>(new() { [nameof(DeletedPage.Uuid)] = uuid, [nameof(DeletedPage.Handle)] = viewer.Handle });
        });
        routes.MapPost($"{Crud}/undelete", RestoreAsync);
        routes.MapGet($"{Crud}/expiry", ChooseAsync);
        routes.MapPost($"{Crud}/expiry", ShortenAsync);
    }

    private static async Task<IResult> DeleteAsync(string handle, Guid uuid, Viewer viewer, PageContext context, EndCrud end, CancellationToken ct)
    {
        var deleted = await end.DeleteAsync(viewer, uuid, ct);
        return context.WantsStream
            ? Pages.Stream<DeletedStream>(new() { [nameof(DeletedStream.Deleted)] = deleted, [nameof(DeletedStream.Permalink)] = $"/@{handle}/status/{uuid}" })
            : Pages.SeeOther($"/cruds/{uuid}/deleted");
    }

    private static async Task<IResult> RestoreAsync(string handle, Guid uuid, Viewer viewer, PageContext context, EndCrud end, TimeProvider clock, CancellationToken ct)
    {
        var crud = await end.RestoreAsync(viewer, uuid, ct);
        return context.WantsStream
            ? Pages.Stream<RestoredStream>(new() { [nameof(RestoredStream.Crud)] = crud, [nameof(RestoredStream.Viewer)] = viewer, [nameof(RestoredStream.Now)] = clock.GetUtcNow() })
            : Pages.SeeOther($"/@{handle}/status/{uuid}?notice=restored");
    }

    private static async Task<IResult> ChooseAsync(Guid uuid, Viewer viewer, PageContext context, Db db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await ShowCrud.FindAsync(db, uuid, viewer, now, ct) is not { } crud || crud.UserUuid != viewer.Uuid) throw RequestError.Gone();
        context.For(viewer, Texts.Title);
        return Pages.Show<ExpiryPage>(new() { [nameof(ExpiryPage.Crud)] = crud, [nameof(ExpiryPage.Now)] = now });
    }

    private static async Task<IResult> ShortenAsync(string handle, Guid uuid, [FromForm] string? ttl, Viewer viewer, EndCrud end, CancellationToken ct)
    {
        await end.ShortenAsync(viewer, uuid, ttl, ct);
        return Pages.SeeOther(ttl == EndCrud.Now ? "/?notice=ended" : $"/@{handle}/status/{uuid}?notice=shortened");
    }
}
