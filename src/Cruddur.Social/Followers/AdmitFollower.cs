using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Follows;
using Cruddur.Social.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Followers;

/// <summary>Whether a person follows the viewer now.</summary>
/// <param name="Handle">The person.</param>
/// <param name="FollowsCurrentUser">Whether the viewer's cruds are on their home page.</param>
public sealed record FollowerState(string Handle, bool FollowsCurrentUser);

/// <summary>
/// GET /api/follow-requests: who asks to follow the viewer. PUT /api/followers/@{handle} accepts one of them; DELETE declines, or
/// removes a follower. Both may be repeated.
/// </summary>
public sealed class AdmitFollower(Db db, TimeProvider clock)
{
    /// <summary>From as many on, those who wait are "many".</summary>
    internal const int Many = 100;

    private static readonly Query<ListedPerson> Requests = Query.Of("Social/Followers/Followers.sql#Requests", ListedPerson.Read);
    private static readonly Query<int> Waiting = Query.Of("Social/Followers/Followers.sql#Waiting", row => row.Int(0));
    private static readonly Query<Answered> Accept = Query.Of("Social/Followers/Followers.sql#Accept", Answered.Read);
    private static readonly Query<Answered> Remove = Query.Of("Social/Followers/Followers.sql#Remove", Answered.Read);
    private static readonly Command AcceptAll = Command.Of("Social/Followers/Followers.sql#AcceptAll");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/follow-requests", async Task<Ok<List<ListedPerson>>> (Viewer viewer, [AsParameters] PageQuery asked, AdmitFollower followers, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            return page.Answer(await followers.LoadAsync(viewer, page, ct), response, ListedPerson.CursorOf);
        }).WithSummary("Who asks to follow you, the latest first");
        routes.MapPut("/followers/@{handle}", async Task<Ok<FollowerState>> (string handle, Viewer viewer, AdmitFollower followers, CancellationToken ct) =>
            TypedResults.Ok(await followers.SetAsync(viewer, handle, true, ct))).WithSummary("Let a person follow you who asked to");
        routes.MapDelete("/followers/@{handle}", async Task<Ok<FollowerState>> (string handle, Viewer viewer, AdmitFollower followers, CancellationToken ct) =>
            TypedResults.Ok(await followers.SetAsync(viewer, handle, false, ct))).WithSummary("Remove a follower, or decline who asks to follow you");
    }

    /// <summary>One page of who asks to follow the viewer.</summary>
    public Task<List<ListedPerson>> LoadAsync(Viewer viewer, Page page, CancellationToken ct) =>
        db.ListAsync(Requests, new Args { ["viewer"] = viewer.Uuid, ["before_at"] = page.Before.At, ["before_uuid"] = page.Before.Uuid, ["limit"] = page.Limit }, ct);

    /// <summary>How many people wait for the viewer's answer, at most <see cref="Many"/>.</summary>
    public Task<int> CountAsync(Viewer viewer, CancellationToken ct) =>
        db.FindAsync(Waiting, new Args { ["viewer"] = viewer.Uuid, ["limit"] = Many }, ct);

    /// <summary>Makes the person who asked follow the viewer, or whoever it is not.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle whom the viewer may see, or, to be accepted, they have not asked.</exception>
    public async Task<FollowerState> SetAsync(Viewer viewer, string handle, bool follows, CancellationToken ct)
    {
        var person = handle.ToLowerInvariant();
        var pair = new Args { ["handle"] = person, ["viewer"] = viewer.Uuid };
        if (follows) pair["now"] = clock.GetUtcNow();
        var state = follows
            ? await FollowPerson.HoldingAsync(db, viewer, person, transaction => AnswerAsync(transaction, Accept, pair, ct), ct)
            : await db.InTransactionAsync(transaction => AnswerAsync(transaction, Remove, pair, ct), ct, isRepeatable: true);
        return state ?? throw RequestError.Nobody();
    }

    private static async Task<FollowerState?> AnswerAsync(Transaction transaction, Query<Answered> answer, Args pair, CancellationToken ct)
    {
        if (await transaction.FindAsync(answer, pair, ct) is not { } answered) return null;
        await Untold.SettleAsync(transaction, answered.NotificationUuid, ct);
        return new(answered.Handle, answered.FollowsCurrentUser);
    }

    private sealed record Answered(string Handle, bool FollowsCurrentUser, Guid? NotificationUuid)
    {
        internal static Answered Read(Row row) => new(row.Text(0), row.Bool(1), row.UuidOrNull(2));
    }

    /// <summary>Lets everybody in who waits for one who no longer wants to be asked.</summary>
    internal static Task UnlockAsync(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct) =>
        transaction.ExecuteAsync(AcceptAll, new Args { ["user"] = user, ["now"] = now }, ct);
}
