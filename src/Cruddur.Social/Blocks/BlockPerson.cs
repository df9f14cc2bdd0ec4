using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Follows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Blocks;

/// <param name="Handle">The person.</param>
/// <param name="Blocked">Whether the viewer blocks them.</param>
public sealed record BlockState(string Handle, bool Blocked)
{
    internal static BlockState Read(Row row) => new(row.Text(0), row.Bool(1));
}

/// <summary>A person whom the viewer blocks.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record BlockedPerson(Guid Uuid, string Handle, string DisplayName, DateTimeOffset CreatedAt)
{
    internal static Cursor CursorOf(BlockedPerson person) => new(person.CreatedAt, person.Uuid);

    internal static BlockedPerson Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.Instant(3));
}

/// <summary>
/// PUT and DELETE /api/users/@{handle}/block, which may be repeated, and GET /api/blocks. Two people of whom one blocks the other
/// do not meet anywhere; blocking ends that they follow each other, which unblocking does not bring back.
/// </summary>
public sealed class BlockPerson(Db db, TimeProvider clock)
{
    private static readonly Query<BlockState> Block = Query.Of("Social/Blocks/Blocks.sql#Block", BlockState.Read);
    private static readonly Query<BlockState> Unblock = Query.Of("Social/Blocks/Blocks.sql#Unblock", BlockState.Read);
    private static readonly Query<BlockedPerson> List = Query.Of("Social/Blocks/Blocks.sql#List", BlockedPerson.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/users/@{handle}/block", async Task<Ok<BlockState>> (string handle, Viewer viewer, BlockPerson block, CancellationToken ct) =>
            TypedResults.Ok(await block.SetAsync(viewer, handle, true, ct))).WithSummary("Block a person");
        routes.MapDelete("/users/@{handle}/block", async Task<Ok<BlockState>> (string handle, Viewer viewer, BlockPerson block, CancellationToken ct) =>
            TypedResults.Ok(await block.SetAsync(viewer, handle, false, ct))).WithSummary("Unblock a person");
        routes.MapGet("/blocks", async Task<Ok<List<BlockedPerson>>> (Viewer viewer, [AsParameters] PageQuery asked, BlockPerson block, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            return page.Answer(await block.LoadAsync(viewer, page, ct), response, BlockedPerson.CursorOf);
        }).WithSummary("Whom you block, the latest first");
    }

    /// <summary>One page of whom the viewer blocks, the latest first.</summary>
    public Task<List<BlockedPerson>> LoadAsync(Viewer viewer, Page page, CancellationToken ct) =>
        db.ListAsync(List, new Args { ["viewer"] = viewer.Uuid, ["before_at"] = page.Before.At, ["before_uuid"] = page.Before.Uuid, ["limit"] = page.Limit }, ct);

    /// <summary>Makes the viewer block the person, or not.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle; 422 <c>block_self</c>.</exception>
    public async Task<BlockState> SetAsync(Viewer viewer, string handle, bool blocked, CancellationToken ct)
    {
        var person = handle.ToLowerInvariant();
        if (blocked && person == viewer.Handle) throw RequestError.Invalid("block_self");
        var state = blocked
            ? await FollowPerson.HoldingAsync(db, viewer, person, transaction =>
                transaction.FindAsync(Block, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct), ct)
            : await db.FindAsync(Unblock, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid }, ct);
        return state ?? throw RequestError.Nobody();
    }
}
