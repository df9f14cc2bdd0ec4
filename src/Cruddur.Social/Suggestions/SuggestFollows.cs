using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Suggestions;

/// <summary>A person whom the viewer may like to follow.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Bio">What they say of themselves; may be empty.</param>
/// <param name="Locked">Whether they approve who follows them.</param>
/// <param name="SharedCount">How many of those whom the viewer followed last follow them.</param>
/// <param name="SpokeAt">When they wrote the newest of their live cruds; null when they have none.</param>
public sealed record Suggestion(Guid Uuid, string Handle, string DisplayName, string Bio, bool Locked, int SharedCount, DateTimeOffset? SpokeAt)
{
    internal static Suggestion Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Bool(4), row.Int(5), row.InstantOrNull(6));
}

/// <param name="Handle">The person.</param>
/// <param name="Dismissed">Whether they are not to be suggested again.</param>
public sealed record DismissalState(string Handle, bool Dismissed)
{
    internal static DismissalState Read(Row row) => new(row.Text(0), row.Bool(1));
}

/// <summary>
/// GET /api/suggestions: whom the viewer may like to follow, the likeliest first. DELETE /api/suggestions/@{handle} dismisses one
/// for good, PUT brings it back; both may be repeated.
/// </summary>
public sealed class SuggestFollows(Db db, TimeProvider clock)
{
    private static readonly Query<Suggestion> Suggest = Query.Of("Social/Suggestions/Suggestions.sql#Suggest", Suggestion.Read);
    private static readonly Query<DismissalState> Dismiss = Query.Of("Social/Suggestions/Suggestions.sql#Dismiss", DismissalState.Read);
    private static readonly Query<DismissalState> Restore = Query.Of("Social/Suggestions/Suggestions.sql#Restore", DismissalState.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/suggestions", async Task<Ok<List<Suggestion>>> (int? limit, Viewer viewer, SuggestFollows suggest, CancellationToken ct) =>
            TypedResults.Ok(await suggest.LoadAsync(viewer, Page.Of(null, limit).Limit, ct))).WithSummary("People you may like to follow");
        routes.MapDelete("/suggestions/@{handle}", async Task<Ok<DismissalState>> (string handle, Viewer viewer, SuggestFollows suggest, CancellationToken ct) =>
            TypedResults.Ok(await suggest.SetAsync(viewer, handle, true, ct))).WithSummary("Do not suggest a person again");
        routes.MapPut("/suggestions/@{handle}", async Task<Ok<DismissalState>> (string handle, Viewer viewer, SuggestFollows suggest, CancellationToken ct) =>
            TypedResults.Ok(await suggest.SetAsync(viewer, handle, false, ct))).WithSummary("Suggest a dismissed person again");
    }

    /// <summary>Up to that many people: those whom the most of the people follow whom the viewer follows, then who spoke last, then who came last.</summary>
    public Task<List<Suggestion>> LoadAsync(Viewer viewer, int limit, CancellationToken ct) =>
        db.ListAsync(Suggest, new Args { ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow(), ["limit"] = limit }, ct);

    /// <summary>Keeps the person off the viewer's suggestions, or lets them on again.</summary>
    /// <exception cref="RequestError">404 when nobody else has that handle whom the viewer may see.</exception>
    public async Task<DismissalState> SetAsync(Viewer viewer, string handle, bool dismissed, CancellationToken ct)
    {
        var person = new Args { ["handle"] = Limits.Normalise(handle).ToLowerInvariant(), ["viewer"] = viewer.Uuid };
        if (dismissed) person["now"] = clock.GetUtcNow();
        return await db.FindAsync(dismissed ? Dismiss : Restore, person, ct) ?? throw RequestError.Nobody();
    }
}
