using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Search;

/// <summary>GET /api/activities/search?term=: live cruds and replies that say so, the best of the newest first.</summary>
internal static class SearchCruds
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/activities/search",
        async Task<Ok<IReadOnlyList<Activity>>> ([AsParameters] SearchQuery asked, Viewer? viewer, Db db, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
        {
            var found = await CrudSearch.FindAsync(db, asked.Parsed(), asked.Reader(viewer, clock.GetUtcNow()), After(asked.Before), asked.Rows, ct);
            asked.Link(response, found.Next?.ToString());
            return TypedResults.Ok(found.Cruds);
        }).WithSummary("Cruds by what they say: words, \"phrases\", -without, from:@handle, since:2026-01-31");

    /// <exception cref="RequestError">400: not a place that a page has named.</exception>
    internal static SearchCursor? After(string? before) =>
        before is null ? null : SearchCursor.TryParse(before, null, out var cursor) ? cursor : throw RequestError.Malformed();
}
