using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Profiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Blocks;

/// <summary>The page that asks before somebody is blocked, its form, and the page /settings/blocks.</summary>
internal static class BlockPages
{
    private const string Settings = "/settings/blocks";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/@{handle}/block", AskAsync);
        routes.MapPost("/@{handle}/block", async (string handle, [FromForm] bool block, Viewer viewer, PageContext context, BlockPerson person, CancellationToken ct) =>
        {
            var state = await person.SetAsync(viewer, handle, block, ct);
            // From the list one goes back to the list, where it can be undone.
            return Pages.SeeOther(!context.CameFrom("/").StartsWith(Settings, StringComparison.Ordinal) ? $"/@{state.Handle}?notice={(block ? "blocked" : "unblocked")}"
                : block ? $"{Settings}?notice=blocked" : $"{Settings}?undone={state.Handle}");
        });
        routes.MapGet(Settings, ShowAsync);
    }

    private static async Task<IResult> AskAsync(string handle, Viewer viewer, PageContext context, Db db, TimeProvider clock, CancellationToken ct)
    {
        var person = await ShowProfile.FindAsync(db, handle, viewer, clock.GetUtcNow(), ct) ?? throw RequestError.Nobody();
        if (person.Uuid == viewer.Uuid) throw RequestError.Invalid("block_self");
        context.For(viewer, Texts.AskTitle.Fill(person.Handle));
        return Pages.Show<BlockPage>(new() { [nameof(BlockPage.Person)] = person });
    }

    private static async Task<IResult> ShowAsync(Viewer viewer, Cursor? before, string? undone, PageContext context, BlockPerson person, TimeProvider clock, CancellationToken ct)
    {
        var page = Page.Of(before, null);
        var people = await person.LoadAsync(viewer, page, ct);
        return SettingsPages.Show<BlocksPage>(context, viewer, Texts.Title, new()
        {
            [nameof(BlocksPage.People)] = people,
            [nameof(BlocksPage.Undone)] = undone is not null && HandleRules.Check(undone).Count == 0 ? undone : null,
            [nameof(BlocksPage.FirstPage)] = page.IsFirst,
            [nameof(BlocksPage.Now)] = clock.GetUtcNow(),
            [nameof(BlocksPage.Older)] = page.Next(people, BlockedPerson.CursorOf) is { } next ? $"{Settings}?before={next}" : null,
        });
    }
}
