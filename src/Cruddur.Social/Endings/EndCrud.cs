using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Feed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Endings;

/// <param name="Uuid">The crud that is gone.</param>
/// <param name="UndoUntil">Until when its author may have it back.</param>
public sealed record DeletedCrud(Guid Uuid, DateTimeOffset UndoUntil);

/// <param name="Ttl">A <c>value</c> of /api/ttl-options, counted from now, or <c>now</c>.</param>
public sealed record NewExpiry(string? Ttl);

/// <param name="Uuid">The crud.</param>
/// <param name="ExpiresAt">When it ends now.</param>
public sealed record ExpiryState(Guid Uuid, DateTimeOffset ExpiresAt);

/// <summary>
/// DELETE /api/activities/{uuid}: the author takes a crud back with its replies; DELETE …/deletion within ten seconds brings it
/// back. PUT …/expiry lets it end sooner, never later.
/// </summary>
public sealed class EndCrud(Db db, PublicFeed everyone, Trends.Trends trends, TimeProvider clock)
{
    /// <summary>How long a deletion can be undone; the rows are erased after it.</summary>
    public static readonly TimeSpan Undo = TimeSpan.FromSeconds(10);

    /// <summary>Ends a crud at once, for good.</summary>
    public const string Now = "now";

    private static readonly Query<Ending> Lock = Query.Of("Social/Endings/Endings.sql#Lock", row => new Ending(row.Uuid(0), row.UuidOrNull(1), row.Instant(2)));
    private static readonly Command Hide = Command.Of("Social/Endings/Endings.sql#Hide");
    private static readonly Command Shorten = Command.Of("Social/Endings/Endings.sql#Shorten");
    private static readonly Command Count = Command.Of("Social/Endings/Endings.sql#Count");
    private static readonly Query<Restored> Restore = Query.Of("Social/Endings/Endings.sql#Restore", row => new Restored(row.Uuid(0), row.UuidOrNull(1)));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/activities/{uuid:guid}", async Task<Ok<DeletedCrud>> (Guid uuid, Viewer viewer, EndCrud end, CancellationToken ct) =>
            TypedResults.Ok(await end.DeleteAsync(viewer, uuid, ct))).WithSummary("Take back a crud of your own");
        routes.MapDelete("/activities/{uuid:guid}/deletion", async Task<Ok<Activity>> (Guid uuid, Viewer viewer, EndCrud end, CancellationToken ct) =>
            TypedResults.Ok(await end.RestoreAsync(viewer, uuid, ct))).WithSummary("Undo a deletion, within ten seconds");
        routes.MapPut("/activities/{uuid:guid}/expiry", async Task<Ok<ExpiryState>> (Guid uuid, Viewer viewer, NewExpiry expiry, EndCrud end, CancellationToken ct) =>
            TypedResults.Ok(await end.ShortenAsync(viewer, uuid, expiry.Ttl, ct))).WithSummary("Let a crud of your own end sooner");
    }

    /// <summary>Hides the crud and its replies at once; the sweeper erases them when the time to undo is over.</summary>
    /// <exception cref="RequestError">404 when it is unknown, expired, or somebody else's.</exception>
    public async Task<DeletedCrud> DeleteAsync(Viewer viewer, Guid uuid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.InTransactionAsync(async transaction =>
        {
            var crud = await transaction.FindAsync(Lock, Own(viewer, uuid, now), ct) ?? throw RequestError.Gone();
            while (await transaction.ExecuteAsync(Hide, new Args { ["uuid"] = uuid, ["until"] = now + Undo, ["now"] = now }, ct) > 0) { }
            await CountAsync(transaction, crud.ReplyToActivityUuid, -1, now, ct);
            return crud;
        }, ct);
        everyone.Drop();
        trends.Drop();
        return new(uuid, now + Undo);
    }

    /// <summary>Brings back what was deleted a moment ago.</summary>
    /// <exception cref="RequestError">404 when it is too late, or what it answered has gone.</exception>
    public async Task<Activity> RestoreAsync(Viewer viewer, Guid uuid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.InTransactionAsync(async transaction =>
        {
            var back = await transaction.FindAsync(Restore, Own(viewer, uuid, now), ct);
            await CountAsync(transaction, back?.ReplyToActivityUuid, 1, now, ct);
            return back;
        }, ct);
        everyone.Drop();
        trends.Drop();
        // Also when it was there already: undoing twice does no harm.
        return await ShowCrud.FindAsync(db, uuid, viewer, now, ct) is { } crud && crud.UserUuid == viewer.Uuid ? crud : throw RequestError.Gone();
    }

    /// <summary>Lets the crud and its replies end sooner. A reply can only end now: else it ends with what it answers.</summary>
    /// <exception cref="RequestError">404 when it is unknown, expired, or somebody else's; 422 <c>ttl_blank</c> or <c>expiry_not_shorter</c>.</exception>
    public async Task<ExpiryState> ShortenAsync(Viewer viewer, Guid uuid, string? ttl, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (ttl != Now && Ttl.Find(ttl) is null) throw RequestError.Invalid("ttl_blank");
        var expiresAt = ttl == Now ? now : now + Ttl.Find(ttl)!.Lifetime;
        await db.InTransactionAsync(async transaction =>
        {
            var crud = await transaction.FindAsync(Lock, Own(viewer, uuid, now), ct) ?? throw RequestError.Gone();
            if (expiresAt >= crud.ExpiresAt || (crud.ReplyToActivityUuid is not null && ttl != Now)) throw RequestError.Invalid("expiry_not_shorter");
            while (await transaction.ExecuteAsync(Shorten, new Args { ["uuid"] = uuid, ["expires_at"] = expiresAt, ["now"] = now }, ct) > 0) { }
            await CountAsync(transaction, crud.ReplyToActivityUuid, -1, now, ct);
            return crud;
        }, ct);
        everyone.Drop();
        trends.Drop();
        return new(uuid, expiresAt);
    }

    private static Args Own(Viewer viewer, Guid uuid, DateTimeOffset now) => new() { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = now };

    private static async Task CountAsync(Transaction transaction, Guid? parent, int by, DateTimeOffset now, CancellationToken ct)
    {
        if (parent is { } uuid) await transaction.ExecuteAsync(Count, new Args { ["uuid"] = uuid, ["by"] = by, ["now"] = now }, ct);
    }

    private sealed record Ending(Guid Uuid, Guid? ReplyToActivityUuid, DateTimeOffset ExpiresAt);

    private sealed record Restored(Guid Uuid, Guid? ReplyToActivityUuid);
}
