using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Feed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <param name="Message">1 to 280 Unicode scalar values, counted after trimming and NFC.</param>
/// <param name="Ttl">How long it lives: a <c>value</c> of /api/ttl-options.</param>
public sealed record NewCrud(string? Message, string? Ttl);

/// <summary>
/// POST /api/activities: writes a crud. With an <c>Idempotency-Key</c> header a repeated request answers with the crud
/// of the first instead of writing another.
/// </summary>
public sealed class PostCrud(Db db, PublicFeed everyone, TimeProvider clock, NewId newId)
{
    private static readonly Query<Activity> Create = Query.Of("Social/Activities/Activities.sql#Create", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/activities",
        async Task<Ok<Activity>> (Viewer viewer, NewCrud crud, [FromHeader(Name = "Idempotency-Key")] string? key, PostCrud post, CancellationToken ct) =>
            TypedResults.Ok(await post.RunAsync(viewer, crud, key, ct)))
        .WithSummary("Write a crud that expires");

    /// <summary>Codes of every rule that the crud breaks, in the order ttl, message; empty when it may be posted.</summary>
    public static IReadOnlyList<string> Check(NewCrud crud)
    {
        List<string> failed = [];
        if (Ttl.Find(crud.Ttl) is null) failed.Add("ttl_blank");
        var message = Limits.Normalise(crud.Message);
        if (message.Length == 0) failed.Add("message_blank");
        else if (Limits.Length(message) > Limits.Crud) failed.Add("message_exceed_max_chars");
        return failed;
    }

    /// <summary>Writes the crud, once for each key of this viewer.</summary>
    /// <exception cref="RequestError">422 with all codes of <see cref="Check"/>; 404 when a repeated crud has gone since.</exception>
    public async Task<Activity> RunAsync(Viewer viewer, NewCrud crud, string? key, CancellationToken ct)
    {
        if (Check(crud) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var now = clock.GetUtcNow();
        var message = Limits.Normalise(crud.Message);
        Args Row(Guid uuid) => new()
        {
            ["uuid"] = uuid,
            ["viewer"] = viewer.Uuid,
            ["message"] = message,
            ["expires_at"] = now + Ttl.Find(crud.Ttl)!.Lifetime,
            ["now"] = now,
        };
        var posted = key is null
            ? await db.FindAsync(Create, Row(newId(now)), ct)
            : await db.InTransactionAsync(async transaction =>
            {
                var fresh = newId(now);
                var request = SHA256.HashData(Encoding.UTF8.GetBytes($"{crud.Ttl}\n{message}"));
                var made = await Idempotency.ClaimAsync(transaction, new(viewer.Uuid, key, request, fresh), now, ct);
                return made == fresh
                    ? await transaction.FindAsync(Create, Row(fresh), ct)
                    : await transaction.FindAsync(ShowCrud.Show, new Args { ["uuid"] = made, ["viewer"] = viewer.Uuid, ["now"] = now }, ct);
            }, ct, isRepeatable: true);
        everyone.Drop();
        return posted ?? throw RequestError.Gone();
    }
}
