using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Search;

/// <summary>A tag that was found.</summary>
/// <param name="Tag">Folded, without #.</param>
/// <param name="Shown">As it was written last.</param>
/// <param name="CrudsCount">How many live cruds and replies have it; 100 means at least so many.</param>
public sealed record FoundTag(string Tag, string Shown, int CrudsCount);

/// <summary>GET /api/search/tags?term=: tags that begin so, in alphabetical order.</summary>
internal static class SearchTags
{
    private static readonly Query<FoundTag> Tags = Query.Of("Social/Search/Search.sql#Tags", row => new FoundTag(row.Text(0), row.Text(1), row.Int(2)));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/search/tags",
        async Task<Ok<List<FoundTag>>> ([AsParameters] SearchQuery asked, Viewer? viewer, Db db, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
        {
            var (tags, next) = await FindAsync(db, asked.Parsed(), asked.Reader(viewer, clock.GetUtcNow()), asked.Before, asked.Rows, ct);
            asked.Link(response, next);
            return TypedResults.Ok(tags);
        }).WithSummary("Tags that begin so");

    /// <summary>One page of tags that somebody uses whom the reader may see. Several words are one tag.</summary>
    /// <returns>The page, and where the next one goes on; null on the last.</returns>
    public static async Task<(List<FoundTag> Tags, string? Next)> FindAsync(Db db, SearchTerm term, Reader reader, string? before, int limit, CancellationToken ct)
    {
        var prefix = RichText.Fold(string.Concat(term.Names.Select(name => name.TrimStart('#'))));
        if (prefix.Length == 0) return ([], null);
        var tags = await db.ListAsync(Tags, new Args
        {
            ["prefix"] = prefix,
            ["after"] = Limits.Normalise(before),
            ["viewer"] = reader.Viewer?.Uuid,
            ["now"] = reader.Now,
            ["limit"] = limit,
        }, ct);
        return (tags, tags.Count < limit ? null : tags[^1].Tag);
    }
}
