using Cruddur.Platform;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Profiles;

/// <summary>GET /api/users/@{handle}/short: a person in short. Case does not matter.</summary>
internal static class ShowShort
{
    private static readonly Query<ShortPerson> Short = Query.Of("Social/Profiles/Profiles.sql#Short", ShortPerson.Read);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/users/@{handle}/short",
        async Task<Ok<ShortPerson>> (string handle, Viewer? viewer, Db db, CancellationToken ct) => TypedResults.Ok(
            await db.FindAsync(Short, new Args { ["handle"] = Limits.Normalise(handle).ToLowerInvariant(), ["viewer"] = viewer?.Uuid }, ct)
            ?? throw RequestError.Nobody()))
        .WithSummary("A person in short");
}
