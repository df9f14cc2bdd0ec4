using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Suggestions;

/// <summary>The page /suggestions, the few of them that stand beside every page, and the form that dismisses one.</summary>
internal static class SuggestionPages
{
    private const int Few = 3;
    private const int Most = 30;

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/suggestions", async (Viewer viewer, string? undone, PageContext context, SuggestFollows suggest, CancellationToken ct) =>
        {
            context.For(viewer, Texts.Title).With("people.css");
            return Pages.Show<SuggestionsPage>(new()
            {
                [nameof(SuggestionsPage.People)] = await suggest.LoadAsync(viewer, Most, ct),
                [nameof(SuggestionsPage.Undone)] = undone is not null && HandleRules.Check(undone).Count == 0 ? undone : null,
            });
        });
        routes.MapGet("/suggestions/few", async (Viewer viewer, SuggestFollows suggest, CancellationToken ct) =>
            Pages.Show<SuggestionBox>(new() { [nameof(SuggestionBox.People)] = await suggest.LoadAsync(viewer, Few, ct) }));
        routes.MapPost("/suggestions/@{handle}", async (string handle, [FromForm] bool dismiss, Viewer viewer, SuggestFollows suggest, CancellationToken ct) =>
        {
            var state = await suggest.SetAsync(viewer, handle, dismiss, ct);
            return Pages.SeeOther(dismiss ? $"/suggestions?undone={state.Handle}" : "/suggestions");
        });
    }
}
