using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Activities;

/// <param name="Value">What a client sends as <c>ttl</c>.</param>
/// <param name="Label">What people read, in the language of the request.</param>
/// <param name="Seconds">The lifetime.</param>
/// <param name="Default">True for the one that is chosen beforehand.</param>
public sealed record TtlOption(string Value, string Label, long Seconds, bool Default);

/// <summary>GET /api/ttl-options: the lifetimes that a crud can have, longest first.</summary>
public static class TtlOptions
{
    private static IReadOnlyList<TtlOption> Options =>
        [.. Ttl.All.Select(ttl => new TtlOption(ttl.Value, ttl.Label, (long)ttl.Lifetime.TotalSeconds, ttl == Ttl.Default))];

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/ttl-options", () => TypedResults.Ok(Options)).WithSummary("The lifetimes that a crud can have");
}
