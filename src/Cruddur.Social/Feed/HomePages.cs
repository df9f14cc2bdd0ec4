using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Notices;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Feed;

/// <summary>The pages / (home) and /explore (everybody), and the form that writes a crud.</summary>
internal sealed class HomePages(Db db, PublicFeed everyone, PostCrud post, ModeratorNotices notices, Trends.Trends trends, TimeProvider clock, NewId newId)
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (Viewer? viewer, Cursor? before, Guid? quote, PageContext context, HomePages pages, CancellationToken ct) =>
            pages.ShowAsync(viewer, before, quote, context.For(viewer, Texts.Home), ct)).WithMetadata(KeptForGuests.Mark);
        routes.MapGet("/explore", (Viewer? viewer, Cursor? before, PageContext context, HomePages pages, CancellationToken ct) =>
            pages.ShowAsync(viewer, before, null, context.For(viewer, Texts.Explore), ct)).WithMetadata(KeptForGuests.Mark);
        routes.MapPost("/cruds", (Viewer viewer, [AsParameters] ComposedForm form, PageContext context, HomePages pages, CancellationToken ct) =>
            pages.PostAsync(viewer, new NewCrud(form.Message, form.Ttl, form.Quote, form.ContentWarning, form.Language), form.Key, context.For(viewer, Texts.Home), ct));
    }

    private async Task<IResult> ShowAsync(Viewer? viewer, Cursor? before, Guid? quote, PageContext context, CancellationToken ct, Compose? refused = null)
    {
        if (viewer is null && before is null && context is { Notice: null, Path: "/" or "/explore" })
        {
            var newest = await everyone.NewestAsync(ct);
            return newest.Pages.Answer(context.Path, Render(null, Page.First, newest.Cruds, context, null, false));
        }
        var page = Page.Of(before, null);
        var now = clock.GetUtcNow();
        var cruds = viewer is null ? await everyone.LoadAsync(page, ct)
            : context.Path == "/explore" ? await PublicFeed.LoadAsync(db, viewer, page, now, ct)
            : await HomeFeed.LoadAsync(db, viewer, page, now, ct);
        var compose = viewer is null ? null : refused ?? Compose.Empty(newId(now), Language.Preferred(context.Languages)) with
        {
            Quote = quote is { } uuid ? await ShowCrud.FindAsync(db, uuid, viewer, now, ct) ?? throw RequestError.Gone() : null,
        };
        var lively = viewer is not null && page.IsFirst && context.Path != "/explore" && await HomeFeed.FollowsNobodyAsync(db, viewer, ct)
            ? await trends.CrudsAsync(viewer, ct)
            : null;
        return Render(viewer, page, cruds, context, compose, viewer is not null && await notices.AnyAsync(viewer, ct), lively);
    }

    private IResult Render(
        Viewer? viewer, Page page, IReadOnlyList<Activity> cruds, PageContext context, Compose? compose, bool hasNotices, IReadOnlyList<Activity>? lively = null)
    {
        // Not the request's own path: a refused crud is shown under /cruds, which has no page to come back to.
        var path = context.Path == "/explore" ? "/explore" : "/";
        return Pages.Show<HomePage>(new()
        {
            [nameof(HomePage.Viewer)] = viewer,
            [nameof(HomePage.Cruds)] = cruds,
            [nameof(HomePage.Older)] = page.Next(cruds, Activity.CursorOf) is { } next ? $"{path}?before={next}" : null,
            [nameof(HomePage.Now)] = clock.GetUtcNow(),
            [nameof(HomePage.Compose)] = compose,
            [nameof(HomePage.Everyone)] = viewer is null || path == "/explore",
            [nameof(HomePage.FirstPage)] = page.IsFirst,
            [nameof(HomePage.HasNotices)] = hasNotices,
            [nameof(HomePage.Lively)] = lively,
        }, compose is { Errors.Count: > 0 } ? 422 : 200);
    }

    private async Task<IResult> PostAsync(Viewer viewer, NewCrud crud, Guid? key, PageContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await post.CheckAsync(crud, ct) is { Count: > 0 } failed)
        {
            var refused = new Compose(crud.Message ?? "", crud.Ttl ?? "", [.. failed.Select(ErrorTexts.Of)], key ?? newId(now))
            {
                Warning = crud.ContentWarning ?? "",
                Language = crud.Language ?? "",
                Quote = crud.QuoteUuid is { } quote ? await ShowCrud.FindAsync(db, quote, viewer, now, ct) : null,
            };
            return context.WantsStream
                ? Pages.Stream<RefusedStream>(new() { [nameof(RefusedStream.Viewer)] = viewer, [nameof(RefusedStream.Compose)] = refused, [nameof(RefusedStream.Now)] = now }, 422)
                : await ShowAsync(viewer, null, null, context, ct, refused);
        }
        var posted = await post.RunAsync(viewer, crud, key?.ToString(), ct);
        return context.WantsStream
            ? Pages.Stream<PostedStream>(new()
            {
                [nameof(PostedStream.Viewer)] = viewer,
                [nameof(PostedStream.Crud)] = posted,
                [nameof(PostedStream.Compose)] = Compose.Empty(newId(now), crud.Language),
                [nameof(PostedStream.Now)] = now,
            })
            : Pages.SeeOther("/?notice=posted");
    }
}
