using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Cruddur.Social.Feed;

/// <summary>
/// GET /api/activities/explore: everybody's live cruds, newest first. What every guest sees first, the newest page, is
/// kept in memory for a second at the most: it is dropped when a crud is written or deleted here, and when the first of
/// its cruds expires.
/// </summary>
public sealed class PublicFeed(Db db, TimeProvider clock, IOptions<JsonOptions> json)
{
    /// <summary>Longest life of the copy: how late a write by another instance may show.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private static readonly Query<Activity> Public = Query.Of("Social/Feed/Feed.sql#Public", Activity.Read);

    private volatile Copy? copy;
    private long writes;

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/activities/explore",
        async (Viewer? viewer, [AsParameters] PageQuery asked, Db db, PublicFeed everyone, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            if (viewer is null) return await everyone.AnswerAsync(page, response, ct);
            return page.Answer(await LoadAsync(db, viewer, page, clock.GetUtcNow(), ct), response, Activity.CursorOf) as IResult;
        })
        .WithMetadata(KeptForGuests.Mark)
        .Produces<List<Activity>>()
        .WithSummary("Everybody's cruds, newest first");

    /// <summary>One page as this viewer sees it.</summary>
    public static Task<List<Activity>> LoadAsync(Db db, Viewer? viewer, Page page, DateTimeOffset now, CancellationToken ct) =>
        Cards.PageAsync(db, Public, [], viewer, page, now, ct);

    /// <summary>One page as guests see it, from memory when it is the newest.</summary>
    public async Task<IReadOnlyList<Activity>> LoadAsync(Page page, CancellationToken ct) =>
        page.IsFirst ? (await NewestAsync(ct)).Cruds : await LoadAsync(db, null, page, clock.GetUtcNow(), ct);

    /// <summary>Forgets the copy; whoever writes or deletes a crud calls it once the change is committed.</summary>
    public void Drop()
    {
        Interlocked.Increment(ref writes);
        copy = null;
    }

    internal async Task<IResult> AnswerAsync(Page page, HttpResponse response, CancellationToken ct)
    {
        if (!page.IsFirst)
        {
            return page.Answer(await LoadAsync(db, null, page, clock.GetUtcNow(), ct), response, Activity.CursorOf);
        }
        var first = await NewestAsync(ct);
        page.Link(response, page.Next(first.Cruds, Activity.CursorOf));
        return TypedResults.Bytes(first.Json, "application/json; charset=utf-8");
    }

    /// <summary>The newest page, from memory or read now.</summary>
    internal async ValueTask<Copy> NewestAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = Interlocked.Read(ref writes);
        if (copy is { } kept && kept.Writes == before && now < kept.Until) return kept;
        var cruds = await LoadAsync(db, null, Page.First, now, ct);
        var expiry = cruds.Count == 0 ? DateTimeOffset.MaxValue : cruds.Min(crud => crud.ShownUntil);
        var until = now + Longest < expiry ? now + Longest : expiry;
        // A write that came while this was read may be missing from it: its number tells, and it is answered but not again.
        return copy = new Copy(cruds, JsonSerializer.SerializeToUtf8Bytes(cruds, json.Value.SerializerOptions), new GuestPages(), until, before);
    }

    /// <param name="Pages">How it looks, rendered when a guest asks.</param>
    internal sealed record Copy(IReadOnlyList<Activity> Cruds, byte[] Json, GuestPages Pages, DateTimeOffset Until, long Writes);
}
