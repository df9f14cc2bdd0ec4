using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Profiles;

/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
public sealed record SuggestedPerson(string Handle, string DisplayName);

/// <summary>GET /api/users?prefix=: up to eight people whose handle begins so, whom the viewer follows first; what a composer offers after an @.</summary>
public static class SuggestPeople
{
    private const int Most = 8;

    private static readonly Query<SuggestedPerson> Suggest = Query.Of("Social/Profiles/Profiles.sql#Suggest", row => new SuggestedPerson(row.Text(0), row.Text(1)));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/users",
        async Task<Ok<List<SuggestedPerson>>> (string? prefix, Viewer viewer, Db db, CancellationToken ct) =>
            TypedResults.Ok(await LoadAsync(db, viewer, prefix, ct)))
        .WithSummary("People whose handle begins so, to complete a mention");

    /// <summary>The same for the composer of a page, which has a cookie and no token.</summary>
    internal static void MapPage(IEndpointRouteBuilder routes) => routes.MapGet("/people",
        async Task<Ok<List<SuggestedPerson>>> (string? prefix, Viewer viewer, Db db, CancellationToken ct) =>
            TypedResults.Ok(await LoadAsync(db, viewer, prefix, ct)));

    private static async Task<List<SuggestedPerson>> LoadAsync(Db db, Viewer viewer, string? prefix, CancellationToken ct) => string.IsNullOrEmpty(prefix) ? []
        : await db.ListAsync(Suggest, new Args { ["prefix"] = prefix.ToLowerInvariant(), ["viewer"] = viewer.Uuid, ["limit"] = Most }, ct);
}
