using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Edits;

/// <summary>The page that changes a crud, and the one that shows what it said before.</summary>
internal static class EditPages
{
    private const string Crud = "/@{handle}/status/{uuid:guid}";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Crud}/edit", async (Guid uuid, Viewer viewer, PageContext context, EditCrud edit, TimeProvider clock, CancellationToken ct) =>
        {
            var crud = await edit.FindAsync(viewer, uuid, ct);
            return Show(crud, new(crud.Message, crud.ContentWarning, crud.Language), [], viewer, context, clock.GetUtcNow());
        });
        routes.MapPost($"{Crud}/edit", SaveAsync);
        routes.MapGet($"{Crud}/edits", HistoryAsync);
    }

    private static async Task<IResult> SaveAsync(
        Guid uuid, Viewer viewer, [AsParameters] ComposedForm form, PageContext context, EditCrud edit, TimeProvider clock, CancellationToken ct)
    {
        var crud = await edit.FindAsync(viewer, uuid, ct);
        var text = new EditedText(form.Message, form.ContentWarning, form.Language);
        if (await edit.CheckAsync(crud, text, ct) is { Count: > 0 } failed) return Show(crud, text, failed, viewer, context, clock.GetUtcNow());
        await edit.RunAsync(viewer, uuid, text, ct);
        return Pages.SeeOther($"{crud.Permalink}?notice=edited");
    }

    private static async Task<IResult> HistoryAsync(Guid uuid, Viewer? viewer, Cursor? before, PageContext context, EditCrud edit, CancellationToken ct)
    {
        var page = Page.Of(before, null);
        var (crud, former) = await edit.LoadAsync(viewer, uuid, page, ct) ?? throw RequestError.Gone();
        context.For(viewer, Texts.FormerTitle);
        return Pages.Show<EditsPage>(new()
        {
            [nameof(EditsPage.Crud)] = crud,
            [nameof(EditsPage.Former)] = former,
            [nameof(EditsPage.Older)] = page.Next(former, text => new Cursor(text.WrittenAt, uuid)) is { } next ? $"{crud.Permalink}/edits?before={next}" : null,
        });
    }

    private static IResult Show(Activity crud, EditedText text, IReadOnlyList<string> failed, Viewer viewer, PageContext context, DateTimeOffset now)
    {
        context.For(viewer, Texts.Title);
        return Pages.Show<EditPage>(new()
        {
            [nameof(EditPage.Viewer)] = viewer,
            [nameof(EditPage.Crud)] = crud,
            [nameof(EditPage.Text)] = text,
            [nameof(EditPage.Errors)] = failed.Select(ErrorTexts.Of).ToList(),
            [nameof(EditPage.Now)] = now,
        }, failed.Count == 0 ? 200 : 422);
    }
}
