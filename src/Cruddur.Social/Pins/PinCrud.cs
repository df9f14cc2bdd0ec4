using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Pins;

/// <param name="ActivityUuid">The crud.</param>
/// <param name="Pinned">Whether it stands on top of its author's page.</param>
public sealed record PinState(Guid ActivityUuid, bool Pinned)
{
    internal static PinState Read(Row row) => new(row.Uuid(0), row.Bool(1));
}

/// <summary>PUT and DELETE /api/activities/{uuid}/pin: puts one crud of one's own on top of one's page, and takes it down; both may be repeated.</summary>
public sealed class PinCrud(Db db, TimeProvider clock)
{
    private static readonly Query<PinState> Pin = Query.Of("Social/Pins/Pins.sql#Pin", PinState.Read);
    private static readonly Query<PinState> Unpin = Query.Of("Social/Pins/Pins.sql#Unpin", PinState.Read);
    private static readonly Query<Activity> Pinned = Query.Of("Social/Pins/Pins.sql#Pinned", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/activities/{uuid:guid}/pin", async Task<Ok<PinState>> (Guid uuid, Viewer viewer, PinCrud pin, CancellationToken ct) =>
            TypedResults.Ok(await pin.SetAsync(viewer, uuid, true, ct))).WithSummary("Put a crud of your own on top of your page");
        routes.MapDelete("/activities/{uuid:guid}/pin", async Task<Ok<PinState>> (Guid uuid, Viewer viewer, PinCrud pin, CancellationToken ct) =>
            TypedResults.Ok(await pin.SetAsync(viewer, uuid, false, ct))).WithSummary("Take the pinned crud down");
    }

    /// <summary>Pins the crud, in place of the one before, or takes it down.</summary>
    /// <exception cref="RequestError">404 when it is unknown, over, a reply, or somebody else's.</exception>
    public async Task<PinState> SetAsync(Viewer viewer, Guid uuid, bool pinned, CancellationToken ct) =>
        await db.FindAsync(pinned ? Pin : Unpin, new Args { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct)
        ?? throw RequestError.Gone();

    /// <summary>What a person has pinned; null when that is nothing, or has gone.</summary>
    internal static async Task<Activity?> OfAsync(Db db, Guid person, Viewer? viewer, DateTimeOffset now, CancellationToken ct) =>
        await Cards.WithQuoteAsync(db, await db.FindAsync(Pinned, new Args { ["person"] = person, ["viewer"] = viewer?.Uuid, ["now"] = now }, ct), viewer, now, ct);
}
