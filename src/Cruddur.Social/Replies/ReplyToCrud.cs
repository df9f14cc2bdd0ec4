using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Replies;

/// <param name="Message">1 to 1024 Unicode scalar values, counted after trimming and NFC.</param>
public sealed record NewReply(string? Message);

/// <summary>
/// POST /api/activities/{uuid}/reply: answers a crud or a reply; the answer ends with what it answers. With an <c>Idempotency-Key</c>
/// header a repeated request answers with the reply of the first.
/// </summary>
public sealed class ReplyToCrud(Db db, TimeProvider clock, NewId newId)
{
    private static readonly Query<Activity> Create = Query.Of("Social/Replies/Replies.sql#Create", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/activities/{uuid:guid}/reply",
        async Task<Ok<Activity>> (Guid uuid, Viewer viewer, NewReply reply, [FromHeader(Name = "Idempotency-Key")] string? key, ReplyToCrud answer, CancellationToken ct) =>
            TypedResults.Ok(await answer.RunAsync(viewer, uuid, reply, key, ct)))
        .WithSummary("Answer a crud");

    /// <summary>Codes of every rule that the reply breaks; empty when it may be posted.</summary>
    public static IReadOnlyList<string> Check(NewReply reply)
    {
        var message = Limits.Normalise(reply.Message);
        return message.Length == 0 ? ["message_blank"] : Limits.Length(message) > Limits.Reply ? ["message_exceed_max_chars"] : [];
    }

    /// <summary>Writes the reply, once for each key of this viewer.</summary>
    /// <exception cref="RequestError">422 with the codes of <see cref="Check"/>; 404 when what it answers is unknown or over.</exception>
    public async Task<Activity> RunAsync(Viewer viewer, Guid to, NewReply reply, string? key, CancellationToken ct)
    {
        if (Check(reply) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var now = clock.GetUtcNow();
        var message = Limits.Normalise(reply.Message);
        Args Row(Guid uuid) => new() { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["to"] = to, ["message"] = message, ["now"] = now };
        var posted = key is null
            ? await db.FindAsync(Create, Row(newId(now)), ct)
            : await db.InTransactionAsync(async transaction =>
            {
                var fresh = newId(now);
                var request = SHA256.HashData(Encoding.UTF8.GetBytes($"{to}\n{message}"));
                var made = await Idempotency.ClaimAsync(transaction, new(viewer.Uuid, key, request, fresh), now, ct);
                return made == fresh
                    ? await transaction.FindAsync(Create, Row(fresh), ct)
                    : await transaction.FindAsync(ShowCrud.Show, new Args { ["uuid"] = made, ["viewer"] = viewer.Uuid, ["now"] = now }, ct);
            }, ct, isRepeatable: true);
        return posted ?? throw RequestError.Gone();
    }
}
