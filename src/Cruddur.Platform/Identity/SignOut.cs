using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity;

/// <summary>What the API answers when there is nothing to say: <c>{}</c>.</summary>
public sealed record Nothing;

/// <summary>POST /api/auth/signout: ends the session of the bearer token.</summary>
internal static class SignOut
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/signout",
        async Task<Ok<Nothing>> (Viewer viewer, Sessions sessions, HttpContext context, CancellationToken ct) =>
        {
            await sessions.EndAsync(viewer, context.Request, ct);
            return TypedResults.Ok(new Nothing());
        })
        .WithSummary("Sign out: the token is worthless at once");
}
