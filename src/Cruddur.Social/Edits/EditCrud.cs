using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Feed;
using Cruddur.Social.Filters;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Edits;

/// <param name="Message">The new text, as long as that of a new crud or reply may be.</param>
/// <param name="ContentWarning">The new warning; null or blank for none.</param>
/// <param name="Language">The new language; null for none.</param>
public sealed record EditedText(string? Message, string? ContentWarning = null, string? Language = null);

/// <param name="Message">What the crud said.</param>
/// <param name="ContentWarning">What stood before it.</param>
/// <param name="WrittenAt">Since when it said so.</param>
public sealed record FormerText(string Message, string? ContentWarning, DateTimeOffset WrittenAt)
{
    internal static FormerText Read(Row row) => new(row.Text(0), row.TextOrNull(1), row.Instant(2));
}

/// <summary>
/// PUT /api/activities/{uuid}: the author corrects a crud or a reply, a quarter of an hour after it was written at the latest.
/// GET /api/activities/{uuid}/edits: what it said before, which everybody may see who sees the crud.
/// </summary>
public sealed class EditCrud(Db db, PublicFeed everyone, Trends.Trends trends, TimeProvider clock)
{
    /// <summary>How long after it was written a text may be changed.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private static readonly Query<Activity> Edit = Query.Of("Social/Edits/Edits.sql#Edit", Activity.Read);
    private static readonly Query<FormerText> List = Query.Of("Social/Edits/Edits.sql#List", FormerText.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/activities/{uuid:guid}", async Task<Ok<Activity>> (Guid uuid, Viewer viewer, EditedText text, EditCrud edit, CancellationToken ct) =>
            TypedResults.Ok(await edit.RunAsync(viewer, uuid, text, ct))).WithSummary("Correct a crud of your own, within 15 minutes");
        routes.MapGet("/activities/{uuid:guid}/edits", async Task<Ok<List<FormerText>>> (
            Guid uuid, Viewer? viewer, [AsParameters] PageQuery asked, EditCrud edit, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            var (_, former) = await edit.LoadAsync(viewer, uuid, page, ct) ?? throw RequestError.Gone();
            return page.Answer(former, response, text => new Cursor(text.WrittenAt, uuid));
        }).WithSummary("What a crud said before it was edited, the latest first");
    }

    /// <summary>Codes of every rule that the new text breaks.</summary>
    internal async Task<IReadOnlyList<string>> CheckAsync(Activity crud, EditedText text, CancellationToken ct) =>
    [
        .. crud.ReplyToActivityUuid is null
            ? PostCrud.Check(new NewCrud(text.Message, Ttl.Default.Value, null, text.ContentWarning, text.Language))
            : Replies.ReplyToCrud.Check(new(text.Message, text.ContentWarning, text.Language)),
        .. await FilterSet.RefusalAsync(db, text.Message, text.ContentWarning, clock.GetUtcNow(), ct),
    ];

    /// <summary>The viewer's own crud, as it may be changed.</summary>
    /// <exception cref="RequestError">404 when it is unknown, over, or somebody else's; 422 <c>edit_too_late</c>.</exception>
    internal async Task<Activity> FindAsync(Viewer viewer, Guid uuid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await ShowCrud.FindAsync(db, uuid, viewer, now, ct) is not { } crud || crud.UserUuid != viewer.Uuid) throw RequestError.Gone();
        return crud.CreatedAt > now - Window ? crud : throw RequestError.Invalid("edit_too_late");
    }

    /// <summary>Changes the text, keeps the former one, and answers with the crud.</summary>
    /// <exception cref="RequestError">404 when it is unknown, over, or somebody else's; 422 with what is wrong, or <c>edit_too_late</c>.</exception>
    public async Task<Activity> RunAsync(Viewer viewer, Guid uuid, EditedText text, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var crud = await FindAsync(viewer, uuid, ct);
        if (await CheckAsync(crud, text, ct) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var args = new Text(text.Message, text.ContentWarning, text.Language).Fill(new()
        {
            ["uuid"] = uuid,
            ["viewer"] = viewer.Uuid,
            ["since"] = now - Window,
            ["now"] = now,
        });
        var edited = await db.FindAsync(Edit, args, ct);
        everyone.Drop();
        trends.Drop();
        return await Cards.WithQuoteAsync(db, edited, viewer, now, ct) ?? crud;
    }

    /// <summary>The crud, and what it said before, the latest first; null when the viewer cannot see it.</summary>
    internal async Task<(Activity Crud, List<FormerText> Former)?> LoadAsync(Viewer? viewer, Guid uuid, Page page, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await ShowCrud.FindAsync(db, uuid, viewer, now, ct) is not { } crud) return null;
        return (crud, await db.ListAsync(List, new Args { ["uuid"] = uuid, ["viewer"] = viewer?.Uuid, ["now"] = now, ["before_at"] = page.Before.At, ["limit"] = page.Limit }, ct));
    }
}
