using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Filters;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Replies;

/// <param name="Message">1 to 1024 Unicode scalar values, counted after trimming and NFC.</param>
/// <param name="ContentWarning">As of a crud.</param>
/// <param name="Language">As of a crud.</param>
public sealed record NewReply(string? Message, string? ContentWarning = null, string? Language = null);

/// <summary>
/// POST /api/activities/{uuid}/reply: answers a crud or a reply; the answer ends with what it answers. With an <c>Idempotency-Key</c>
/// header a repeated request answers with the reply of the first.
/// </summary>
public sealed class ReplyToCrud(Db db, TimeProvider clock, NewId newId)
{
    private static readonly Query<Activity> Create = Query.Of("Social/Replies/Replies.sql#Create", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/activities/{uuid:guid}/reply",
        async Task<Ok<Activity>> (Guid uuid, Viewer viewer, NewReply reply, [FromHeader(Name = "Idempotency-Key")] string? key,
            [FromHeader(Name = "Accept-Language")] string? languages, ReplyToCrud answer, CancellationToken ct) =>
            TypedResults.Ok(await answer.RunAsync(viewer, uuid, reply with { Language = reply.Language ?? Language.Preferred(languages) }, key, ct)))
        .WithSummary("Answer a crud");

    /// <summary>Codes of every rule that the reply breaks; empty when it may be posted.</summary>
    public static IReadOnlyList<string> Check(NewReply reply)
    {
        var message = Limits.Normalise(reply.Message);
        List<string> failed = [];
        if (message.Length == 0) failed.Add("message_blank");
        else if (Limits.Length(message) > Limits.Reply) failed.Add("message_exceed_max_chars");
        return [.. failed, .. Text.Check(reply.ContentWarning, reply.Language)];
    }

    /// <summary>The same, and whether this server refuses a word of it.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(NewReply reply, CancellationToken ct) =>
        [.. Check(reply), .. await FilterSet.RefusalAsync(db, reply.Message, reply.ContentWarning, clock.GetUtcNow(), ct)];

    /// <summary>Writes the reply, once for each key of this viewer.</summary>
    /// <exception cref="RequestError">422 with the codes of <see cref="CheckAsync"/>; 404 when what it answers is unknown or over.</exception>
    public async Task<Activity> RunAsync(Viewer viewer, Guid to, NewReply reply, string? key, CancellationToken ct)
    {
        if (await CheckAsync(reply, ct) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var now = clock.GetUtcNow();
        var text = new Text(reply.Message, reply.ContentWarning, reply.Language);
        Args Row(Guid uuid) => text.Fill(new() { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["to"] = to, ["now"] = now });
        var posted = key is null
            ? await db.FindAsync(Create, Row(newId(now)), ct)
            : await db.InTransactionAsync(async transaction =>
            {
                var fresh = newId(now);
                var request = SHA256.HashData(Encoding.UTF8.GetBytes($"{to}\n{text.Key}"));
                var made = await Idempotency.ClaimAsync(transaction, new(viewer.Uuid, key, request, fresh), now, ct);
                return made == fresh
                    ? await transaction.FindAsync(Create, Row(fresh), ct)
                    : await ShowCrud.FindAsync(transaction, made, viewer, now, ct);
            }, ct, isRepeatable: true);
        return posted ?? throw RequestError.Gone();
    }
}
