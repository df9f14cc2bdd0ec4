using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Bookmarks;

/// <summary>The form behind the ribbon of a card, and the page /bookmarks.</summary>
internal static class BookmarkPages
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/bookmarks", ShowAsync);
        routes.MapPost("/@{handle}/status/{uuid:guid}/bookmark",
            async (string handle, Guid uuid, [FromForm] bool on, Viewer viewer, PageContext context, BookmarkCrud bookmark, CancellationToken ct) =>
            {
                var state = await bookmark.SetAsync(viewer, uuid, on, ct);
                return new Mark("bookmark", "bookmark", uuid, 0, state.Bookmarked).Answer(context, $"/@{handle}/status/{uuid}");
            });
    }

    private static async Task<IResult> ShowAsync(Viewer viewer, Cursor? before, PageContext context, BookmarkCrud bookmark, TimeProvider clock, CancellationToken ct)
    {
        var page = Page.Of(before, null);
        var cruds = await bookmark.LoadAsync(viewer, page, ct);
        context.For(viewer, Texts.Title);
        return Pages.Show<BookmarksPage>(new()
        {
            [nameof(BookmarksPage.Viewer)] = viewer,
            [nameof(BookmarksPage.Cruds)] = cruds,
            [nameof(BookmarksPage.Older)] = page.Next(cruds, Activity.CursorOf) is { } next ? $"/bookmarks?before={next}" : null,
            [nameof(BookmarksPage.Now)] = clock.GetUtcNow(),
        });
    }
}
