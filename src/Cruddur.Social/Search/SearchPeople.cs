using System.Globalization;
using System.Text.Json.Serialization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Search;

/// <summary>Somebody who was found.</summary>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Bio">What they say of themselves; may be empty.</param>
/// <param name="FollowersCount">How many follow them.</param>
/// <param name="CurrentUserFollows">Null for a guest.</param>
/// <param name="Tier">0 for the very handle, 1 for one that begins so, 2 for a name.</param>
/// <param name="Fame">Followers, but at most 1,000: by what equals are ordered.</param>
public sealed record FoundPerson(
    string Handle, string DisplayName, string Bio, int FollowersCount, bool? CurrentUserFollows, [property: JsonIgnore] int Tier, [property: JsonIgnore] int Fame);

/// <summary>GET /api/search/people?term=: people by their handle, or by the beginning of each word of their name.</summary>
internal static class SearchPeople
{
    private static readonly Query<string> Names = Query.Of("Social/Search/Search.sql#Names", row => row.Text(0));
    private static readonly Query<FoundPerson> People = Query.Of("Social/Search/Search.sql#People", row =>
        new FoundPerson(row.Text(0), row.Text(1), row.Text(2), row.Int(3), row.BoolOrNull(4), row.Int(5), row.Int(6)));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/search/people",
        async Task<Ok<List<FoundPerson>>> ([AsParameters] SearchQuery asked, Viewer? viewer, Db db, HttpResponse response, CancellationToken ct) =>
        {
            var (people, next) = await FindAsync(db, asked.Parsed(), viewer, asked.Before, asked.Rows, ct);
            asked.Link(response, next);
            return TypedResults.Ok(people);
        }).WithSummary("People by handle or name");

    /// <summary>One page of people whom the viewer may see.</summary>
    /// <param name="db">Where.</param>
    /// <param name="term">What was typed; its names and <c>from:</c> count.</param>
    /// <param name="viewer">Null for a guest.</param>
    /// <param name="before">Where the page before ended.</param>
    /// <param name="limit">Rows of the page.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The page, and where the next one goes on; null on the last.</returns>
    public static async Task<(List<FoundPerson> People, string? Next)> FindAsync(Db db, SearchTerm term, Viewer? viewer, string? before, int limit, CancellationToken ct)
    {
        var (tier, fame, after) = Place(before);
        string[] names = [.. term.Names, .. term.From];
        var handle = names is [var only] ? only.TrimStart('@').ToLowerInvariant() : null;
        var people = await db.ListAsync(People, new Args
        {
            ["handle"] = handle,
            ["names"] = await db.FindAsync(Names, new Args { ["words"] = names }, ct) ?? "",
            ["viewer"] = viewer?.Uuid,
            ["tier"] = tier,
            ["fame"] = fame,
            ["after"] = after,
            ["limit"] = limit,
        }, ct);
        return (people, people.Count < limit ? null : string.Create(CultureInfo.InvariantCulture, $"{people[^1].Tier}.{people[^1].Fame}.{people[^1].Handle}"));
    }

    private static (int Tier, int Fame, string After) Place(string? before)
    {
        if (before is null) return (-1, int.MaxValue, "");
        return before.Split('.') is [var tier, var fame, var handle]
            && int.TryParse(tier, NumberStyles.None, CultureInfo.InvariantCulture, out var isTier)
            && int.TryParse(fame, NumberStyles.None, CultureInfo.InvariantCulture, out var isFame)
            && handle.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            ? (isTier, isFame, handle)
            : throw RequestError.Malformed();
    }
}
