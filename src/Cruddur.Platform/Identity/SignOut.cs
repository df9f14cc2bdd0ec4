using Cruddur.Platform.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity;

/// <summary>What the API answers when there is nothing to say: <c>{}</c>.</summary>
public sealed record Nothing;

/// <summary>POST /api/auth/signout: ends the session of the bearer token; <c>?everywhere=true</c> ends every other session and token as well.</summary>
internal static class SignOut
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/signout",
        async Task<Ok<Nothing>> (bool? everywhere, Viewer viewer, Sessions sessions, Db db, HttpRequest request, CancellationToken ct) =>
        {
            if (everywhere == true) await sessions.EndAllAsync(db, viewer.Uuid, null, ct);
            else await sessions.EndAsync(viewer, request, ct);
            return TypedResults.Ok(new Nothing());
        })
        .WithSummary("Sign out: the token is worthless at once; ?everywhere=true ends every session and token");
}
