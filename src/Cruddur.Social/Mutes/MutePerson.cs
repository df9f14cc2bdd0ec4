using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Mutes;

/// <param name="For">How long: <c>1-hour</c>, <c>1-day</c>, <c>7-days</c> or <c>for-good</c>, which is also what nothing means.</param>
public sealed record NewMute(string? For);

/// <param name="Handle">The person.</param>
/// <param name="Muted">Whether the viewer mutes them.</param>
/// <param name="Until">When that ends by itself; null for never.</param>
public sealed record MuteState(string Handle, bool Muted, DateTimeOffset? Until)
{
    internal static MuteState Read(Row row) => new(row.Text(0), row.Bool(1), row.InstantOrNull(2));
}

/// <summary>A person whom the viewer mutes.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Until">When that ends by itself; null for never.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record MutedPerson(Guid Uuid, string Handle, string DisplayName, DateTimeOffset? Until, DateTimeOffset CreatedAt)
{
    internal static Cursor CursorOf(MutedPerson person) => new(person.CreatedAt, person.Uuid);

    internal static MutedPerson Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.InstantOrNull(3), row.Instant(4));
}

/// <summary>
/// PUT and DELETE /api/users/@{handle}/mute, which may be repeated, and GET /api/mutes. Who is muted is missing from the viewer's
/// feeds and notifications; they are not told, and their own page shows what they say.
/// </summary>
public sealed class MutePerson(Db db, TimeProvider clock)
{
    private static readonly Query<MuteState> Mute = Query.Of("Social/Mutes/Mutes.sql#Mute", MuteState.Read);
    private static readonly Query<MuteState> Unmute = Query.Of("Social/Mutes/Mutes.sql#Unmute", MuteState.Read);
    private static readonly Query<MutedPerson> List = Query.Of("Social/Mutes/Mutes.sql#List", MutedPerson.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/users/@{handle}/mute", async Task<Ok<MuteState>> (string handle, NewMute? wanted, Viewer viewer, MutePerson mute, CancellationToken ct) =>
            TypedResults.Ok(await mute.MuteAsync(viewer, handle, wanted?.For, ct))).WithSummary("Mute a person for a while, or for good");
        routes.MapDelete("/users/@{handle}/mute", async Task<Ok<MuteState>> (string handle, Viewer viewer, MutePerson mute, CancellationToken ct) =>
            TypedResults.Ok(await mute.UnmuteAsync(viewer, handle, ct))).WithSummary("Hear a person again");
        routes.MapGet("/mutes", async Task<Ok<List<MutedPerson>>> (Viewer viewer, [AsParameters] PageQuery asked, MutePerson mute, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            return page.Answer(await mute.LoadAsync(viewer, page, ct), response, MutedPerson.CursorOf);
        }).WithSummary("Whom you mute, the latest first");
    }

    /// <summary>One page of whom the viewer mutes, the latest first.</summary>
    public Task<List<MutedPerson>> LoadAsync(Viewer viewer, Page page, CancellationToken ct) => db.ListAsync(List, new Args
    {
        ["viewer"] = viewer.Uuid,
        ["now"] = clock.GetUtcNow(),
        ["before_at"] = page.Before.At,
        ["before_uuid"] = page.Before.Uuid,
        ["limit"] = page.Limit,
    }, ct);

    /// <summary>Mutes the person from now on; who is muted already gets the new end.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle whom the viewer may see; 422 <c>mute_self</c>, <c>mute_for_invalid</c>.</exception>
    public async Task<MuteState> MuteAsync(Viewer viewer, string handle, string? length, CancellationToken ct)
    {
        var person = handle.ToLowerInvariant();
        var time = MuteTime.Find(length);
        List<string> failed = [];
        if (person == viewer.Handle) failed.Add("mute_self");
        if (time is null) failed.Add("mute_for_invalid");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        var now = clock.GetUtcNow();
        return await db.FindAsync(Mute, new Args { ["handle"] = person, ["viewer"] = viewer.Uuid, ["until"] = now + time!.Length, ["now"] = now }, ct)
            ?? throw RequestError.Nobody();
    }

    /// <summary>Ends the mute, if there is one.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle whom the viewer may see.</exception>
    public async Task<MuteState> UnmuteAsync(Viewer viewer, string handle, CancellationToken ct) =>
        await db.FindAsync(Unmute, new Args { ["handle"] = handle.ToLowerInvariant(), ["viewer"] = viewer.Uuid }, ct) ?? throw RequestError.Nobody();
}
