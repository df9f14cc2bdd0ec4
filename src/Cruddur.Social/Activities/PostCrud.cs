using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Feed;
using Cruddur.Social.Filters;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <param name="Message">1 to 280 Unicode scalar values, counted after trimming and NFC.</param>
/// <param name="Ttl">How long it lives: a <c>value</c> of /api/ttl-options.</param>
/// <param name="QuoteUuid">A crud to quote; null for none.</param>
/// <param name="ContentWarning">At most 80 Unicode scalar values that stand before the text, which readers then open; null or blank for none.</param>
/// <param name="Language">BCP 47 tag of the text; null for what <c>Accept-Language</c> says.</param>
public sealed record NewCrud(string? Message, string? Ttl, Guid? QuoteUuid = null, string? ContentWarning = null, string? Language = null);

/// <summary>
/// POST /api/activities: writes a crud. With an <c>Idempotency-Key</c> header a repeated request answers with the crud
/// of the first instead of writing another.
/// </summary>
public sealed class PostCrud(Db db, PublicFeed everyone, TimeProvider clock, NewId newId)
{
    private static readonly Query<Activity> Create = Query.Of("Social/Activities/Activities.sql#Create", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/activities",
        async Task<Ok<Activity>> (Viewer viewer, NewCrud crud, [FromHeader(Name = "Idempotency-Key")] string? key,
            [FromHeader(Name = "Accept-Language")] string? languages, PostCrud post, CancellationToken ct) =>
            TypedResults.Ok(await post.RunAsync(viewer, crud with { Language = crud.Language ?? Wording.Language.Preferred(languages) }, key, ct)))
        .WithSummary("Write a crud that expires, or quote one");

    /// <summary>Codes of every rule that the crud breaks, in the order ttl, message, content warning, language; empty when it may be posted.</summary>
    public static IReadOnlyList<string> Check(NewCrud crud)
    {
        List<string> failed = [];
        if (Ttl.Find(crud.Ttl) is null) failed.Add("ttl_blank");
        var message = Limits.Normalise(crud.Message);
        if (message.Length == 0) failed.Add("message_blank");
        else if (Limits.Length(message) > Limits.Crud) failed.Add("message_exceed_max_chars");
        return [.. failed, .. Text.Check(crud.ContentWarning, crud.Language)];
    }

    /// <summary>The same, and whether this server refuses a word of it.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(NewCrud crud, CancellationToken ct) =>
        [.. Check(crud), .. await FilterSet.RefusalAsync(db, crud.Message, crud.ContentWarning, clock.GetUtcNow(), ct)];

    /// <summary>Writes the crud, once for each key of this viewer.</summary>
    /// <exception cref="RequestError">422 with all codes of <see cref="CheckAsync"/>; 404 when a repeated crud, or the one to quote, has gone.</exception>
    public async Task<Activity> RunAsync(Viewer viewer, NewCrud crud, string? key, CancellationToken ct)
    {
        if (await CheckAsync(crud, ct) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var now = clock.GetUtcNow();
        var text = new Text(crud.Message, crud.ContentWarning, crud.Language);
        Args Row(Guid uuid) => text.Fill(new()
        {
            ["uuid"] = uuid,
            ["viewer"] = viewer.Uuid,
            ["expires_at"] = now + Ttl.Find(crud.Ttl)!.Lifetime,
            ["now"] = now,
            ["quote"] = crud.QuoteUuid,
        });
        var posted = key is null
            ? await db.FindAsync(Create, Row(newId(now)), ct)
            : await db.InTransactionAsync(async transaction =>
            {
                var fresh = newId(now);
                var request = SHA256.HashData(Encoding.UTF8.GetBytes($"{crud.Ttl}\n{text.Key}\n{crud.QuoteUuid}"));
                var made = await Idempotency.ClaimAsync(transaction, new(viewer.Uuid, key, request, fresh), now, ct);
                return made == fresh
                    ? await transaction.FindAsync(Create, Row(fresh), ct)
                    : await ShowCrud.FindAsync(transaction, made, viewer, now, ct);
            }, ct, isRepeatable: true);
        everyone.Drop();
        return await Cards.WithQuoteAsync(db, posted, viewer, now, ct) ?? throw RequestError.Gone();
    }
}
