using System.Globalization;
using Cruddur.Platform.Identity;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Trends;

/// <summary>A crud that is liked just now.</summary>
/// <param name="Uuid">The crud.</param>
/// <param name="Message">Its first 100 characters, and <c>...</c> where more follow.</param>
/// <param name="LikesCount">How many like it.</param>
/// <param name="Handle">Whose it is, without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
public sealed record TrendingCrud(Guid Uuid, string Message, int LikesCount, string Handle, string DisplayName)
{
    private const int Shown = 100;

    internal static TrendingCrud Of(Activity crud) => new(crud.Uuid, Cut(crud.Message), crud.LikesCount, crud.Handle, crud.DisplayName);

    /// <summary>Cut between what people see as characters.</summary>
    private static string Cut(string message)
    {
        var letters = new StringInfo(message);
        return letters.LengthInTextElements <= Shown ? message : letters.SubstringByTextElements(0, Shown) + "...";
    }
}

/// <summary>GET /api/activities/trending: up to five live cruds that most people have liked lately. GET /api/trends: the tags that most people use.</summary>
internal static class ShowTrends
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/activities/trending", async Task<Ok<List<TrendingCrud>>> (Viewer? viewer, Trends trends, CancellationToken ct) =>
            TypedResults.Ok((await trends.CrudsAsync(viewer, ct)).ConvertAll(TrendingCrud.Of))).WithSummary("Cruds that most people have liked lately");
        routes.MapGet("/trends", async Task<Ok<IReadOnlyList<TrendingTag>>> (Trends trends, CancellationToken ct) =>
            TypedResults.Ok(await trends.TagsAsync(ct))).WithSummary("Tags that most people use lately");
    }
}
