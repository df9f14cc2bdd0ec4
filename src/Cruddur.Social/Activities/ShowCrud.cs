using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <summary>A crud with the newest of its replies.</summary>
public sealed record Conversation(Activity Activity, IReadOnlyList<Activity> Replies);

/// <summary>GET /api/activities/{uuid} and /api/activities/@{handle}/status/{uuid}: one live crud and its replies, newest first.</summary>
public static class ShowCrud
{
    private static readonly Query<Activity> Show = Query.Of("Social/Activities/Activities.sql#Show", Activity.Read);
    private static readonly Query<Activity> Replies = Query.Of("Social/Activities/Activities.sql#Replies", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/activities/{uuid:guid}", AnswerAsync).WithSummary("One crud and its replies");
        routes.MapGet("/activities/@{handle}/status/{uuid:guid}",
            (string handle, Guid uuid, Viewer? viewer, [AsParameters] PageQuery asked, Db db, TimeProvider clock, CancellationToken ct) =>
                // The uuid alone names the crud; a handle that is wrong or was changed does not hide it.
                AnswerAsync(uuid, viewer, asked, db, clock, ct))
            .WithSummary("One crud and its replies, by its permanent link");
    }

    /// <summary>The crud, or null when it is unknown or its time is over.</summary>
    public static async Task<Conversation?> LoadAsync(Db db, Guid uuid, Viewer? viewer, Page replies, DateTimeOffset now, CancellationToken ct)
    {
        var activity = await FindAsync(db, uuid, viewer, now, ct);
        if (activity is null) return null;
        return new Conversation(activity, activity.RepliesCount == 0 ? []
            : await Cards.PageAsync(db, Replies, new Args { ["uuid"] = uuid }, viewer, replies, now, ct));
    }

    /// <summary>The crud alone, or null when it is unknown or its time is over.</summary>
    internal static async Task<Activity?> FindAsync(Executor db, Guid uuid, Viewer? viewer, DateTimeOffset now, CancellationToken ct) =>
        await Cards.WithQuoteAsync(db, await db.FindAsync(Show, new Args { ["uuid"] = uuid, ["viewer"] = viewer?.Uuid, ["now"] = now }, ct), viewer, now, ct);

    private static async Task<Ok<Conversation>> AnswerAsync(
        Guid uuid, Viewer? viewer, [AsParameters] PageQuery asked, Db db, TimeProvider clock, CancellationToken ct) =>
        TypedResults.Ok(await LoadAsync(db, uuid, viewer, asked.ToPage(), clock.GetUtcNow(), ct) ?? throw RequestError.Gone());
}
