using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Syndication;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Tags;

/// <summary>GET /api/tags/{tag} and the page /tags/{tag}: live cruds and replies with a tag, newest first, however its case and accents are written.</summary>
public static class TagFeed
{
    /// <summary>How far cruds are counted.</summary>
    public const int MostCounted = 1_000;

    private static readonly Query<int> Count = Query.Of("Social/Tags/Tags.sql#Count", row => row.Int(0));
    private static readonly Query<Activity> Cruds = Query.Of("Social/Tags/Tags.sql#Cruds", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/tags/{tag}",
        async Task<Ok<List<Activity>>> (string tag, Viewer? viewer, [AsParameters] PageQuery asked, Db db, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            return page.Answer(await LoadAsync(db, tag, viewer, page, clock.GetUtcNow(), ct), response, Activity.CursorOf);
        }).WithSummary("Cruds with a tag, newest first");

    internal static void MapPage(IEndpointRouteBuilder routes) => routes.MapGet("/tags/{tag}",
        async (string tag, Viewer? viewer, Cursor? before, PageContext context, Db db, TimeProvider clock, CancellationToken ct) =>
        {
            var (page, now) = (Page.Of(before, null), clock.GetUtcNow());
            var cruds = await LoadAsync(db, tag, viewer, page, now, ct);
            context.For(viewer, $"#{RichText.Fold(tag)}").With("syndication.css")
                .WithHead<FeedLinks>(new() { [nameof(FeedLinks.Title)] = $"#{RichText.Fold(tag)}", [nameof(FeedLinks.Path)] = PathOf(RichText.Fold(tag)) });
            return Pages.Show<TagPage>(new()
            {
                [nameof(TagPage.Viewer)] = viewer,
                [nameof(TagPage.Tag)] = RichText.Fold(tag),
                [nameof(TagPage.Cruds)] = cruds,
                [nameof(TagPage.Count)] = await db.FindAsync(Count, new Args { ["tag"] = RichText.Fold(tag), ["most"] = MostCounted, ["viewer"] = viewer?.Uuid, ["now"] = now }, ct),
                [nameof(TagPage.FirstPage)] = page.IsFirst,
                [nameof(TagPage.Older)] = page.Next(cruds, Activity.CursorOf) is { } next ? $"{PathOf(RichText.Fold(tag))}?before={next}" : null,
                [nameof(TagPage.Now)] = now,
            });
        });

    /// <summary>The path of a tag's page.</summary>
    /// <param name="tag">Folded, without #.</param>
    internal static string PathOf(string tag) => $"/tags/{Uri.EscapeDataString(tag)}";

    /// <summary>One page of what has the tag.</summary>
    public static Task<List<Activity>> LoadAsync(Db db, string tag, Viewer? viewer, Page page, DateTimeOffset now, CancellationToken ct) =>
        Cards.PageAsync(db, Cruds, new Args { ["tag"] = RichText.Fold(tag) }, viewer, page, now, ct);
}
