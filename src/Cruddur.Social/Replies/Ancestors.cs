using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Social.Activities;

namespace Cruddur.Social.Replies;

/// <summary>What a reply answers, and what that answers, up to the crud that began it.</summary>
internal static class Ancestors
{
    private const int Deepest = 50;

    private static readonly Query<Activity> Above = Query.Of("Social/Replies/Replies.sql#Ancestors", Activity.Read);

    /// <summary>The oldest first; at most the nearest fifty.</summary>
    public static async Task<List<Activity>> LoadAsync(Db db, Guid uuid, Viewer? viewer, DateTimeOffset now, CancellationToken ct) =>
        await Cards.WithQuotesAsync(db, await db.ListAsync(Above,
            new Args { ["uuid"] = uuid, ["viewer"] = viewer?.Uuid, ["now"] = now, ["depth"] = Deepest }, ct), viewer?.Uuid, now, ct);
}
