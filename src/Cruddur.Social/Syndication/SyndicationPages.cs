using System.Globalization;
using System.Security.Cryptography;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Embeds;
using Cruddur.Social.Profiles;
using Cruddur.Social.Tags;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Cruddur.Social.Syndication;

/// <summary>
/// GET /@{handle}.rss, /tags/{tag}.rss, and the same with .atom: the newest cruds for feed readers. They are the same for every
/// guest, in whatever language, so that anybody may keep them until the first of them ends; a member does not meet here whom they block.
/// </summary>
internal sealed class SyndicationPages(Db db, Site site, FeedVersions versions, TimeProvider clock)
{
    private static readonly Query<Activity> OfPerson = Query.Of("Social/Syndication/Syndication.sql#OfPerson", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        // Earlier than the pages, whose patterns fit too.
        routes.MapGet("/@{handle}.rss", (string handle, Viewer? viewer, HttpContext context, SyndicationPages pages, CancellationToken ct) =>
            pages.PersonAsync(handle, FeedFormat.Rss, viewer, context, ct)).WithOrder(-1);
        routes.MapGet("/@{handle}.atom", (string handle, Viewer? viewer, HttpContext context, SyndicationPages pages, CancellationToken ct) =>
            pages.PersonAsync(handle, FeedFormat.Atom, viewer, context, ct)).WithOrder(-1);
        routes.MapGet("/tags/{tag}.rss", (string tag, Viewer? viewer, HttpContext context, SyndicationPages pages, CancellationToken ct) =>
            pages.TagAsync(tag, FeedFormat.Rss, viewer, context, ct)).WithOrder(-1);
        routes.MapGet("/tags/{tag}.atom", (string tag, Viewer? viewer, HttpContext context, SyndicationPages pages, CancellationToken ct) =>
            pages.TagAsync(tag, FeedFormat.Atom, viewer, context, ct)).WithOrder(-1);
    }

    private async Task<IResult> PersonAsync(string handle, FeedFormat format, Viewer? viewer, HttpContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var person = await ShowProfile.FindAsync(db, handle, viewer, now, ct) ?? throw RequestError.Nobody();
        var page = ProfilePages.PathOf(person.Handle, ProfileTab.Cruds);
        if (person.CurrentUserBlocks == true) throw RequestError.Nobody();
        if (person.Handle != handle) return TypedResults.Redirect(page + format.Suffix, permanent: false);
        var cruds = await Cards.PageAsync(db, OfPerson, new Args { ["person"] = person.Uuid }, viewer, Page.First, now, ct);
        using var spoken = SiteLanguage.Speak(SiteLanguage.Default.Tag);
        return Answer(new SyndicatedFeed(person.Name, PersonHead.About(person), page, cruds, person.CreatedAt), format, viewer, context, now);
    }

    private async Task<IResult> TagAsync(string tag, FeedFormat format, Viewer? viewer, HttpContext context, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var folded = RichText.Fold(tag);
        var cruds = await TagFeed.LoadAsync(db, folded, viewer, Page.First, now, ct);
        using var spoken = SiteLanguage.Speak(SiteLanguage.Default.Tag);
        return Answer(new SyndicatedFeed(Texts.TagTitle.Fill(folded), Texts.OfTag.Fill(folded), TagFeed.PathOf(folded), cruds, DateTimeOffset.UnixEpoch), format, viewer, context, now);
    }

    private IResult Answer(SyndicatedFeed feed, FeedFormat format, Viewer? viewer, HttpContext context, DateTimeOffset now)
    {
        var document = format.Document(feed, site, now);
        var tag = Convert.ToHexStringLower(SHA256.HashData(document).AsSpan(0, 16));
        var since = versions.Since(feed.Page + format.Suffix, tag, now);
        // A time in between says nothing here: only who has this very version may keep it.
        if (context.Request.GetTypedHeaders().IfModifiedSince != since) context.Request.Headers.IfModifiedSince = default;
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"{(viewer is null ? "public" : "private")}, max-age={feed.MaxAge(now)}, must-revalidate");
        context.Response.Headers.ContentLanguage = feed.Language ?? SiteLanguage.Default.Tag;
        // Weak, since it is the same document compressed and not.
        return TypedResults.Bytes(document, $"{format.ContentType}; charset=utf-8", lastModified: since, entityTag: new EntityTagHeaderValue($"\"{tag}\"", isWeak: true));
    }
}
