using Cruddur.Platform.Data;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Join;

/// <param name="Handle">As it would be stored.</param>
/// <param name="IsAvailable">Whether somebody could sign up with it now.</param>
/// <param name="Error">Why not, as a code of sign-up; null when it is available.</param>
/// <param name="Text">The same for people.</param>
public sealed record Availability(string Handle, bool IsAvailable, string? Error, string Text);

/// <summary>GET /api/auth/handle?handle=…: whether a handle is free, which everybody can see anyway.</summary>
internal static class HandleAvailability
{
    internal static readonly AttemptLimit ByAddress = new("handle:address", 120, TimeSpan.FromMinutes(5));

    private static readonly Query<bool> IsTaken = Query.Of("Platform/Identity/Local/SignUps.sql#IsTaken", row => row.Bool(0));

    internal static void Map(IEndpointRouteBuilder api) => api.MapGet("/auth/handle",
        async Task<Ok<Availability>> (string? handle, Db db, Attempts attempts, TimeProvider clock, HttpContext context, CancellationToken ct) =>
        {
            await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            var wanted = HandleRules.Normalise(handle);
            var error = HandleRules.Check(wanted).FirstOrDefault();
            if (error is null && await IsTakenAsync(db, wanted, clock.GetUtcNow(), ct)) error = "handle_taken";
            return TypedResults.Ok(new Availability(wanted, error is null, error, error is null ? Texts.UsernameFree.Fill(wanted) : ErrorTexts.Of(error)));
        })
        .WithSummary("Whether a handle is free");

    /// <summary>Whether somebody has the normalised handle, has had it lately, or has just signed up with it.</summary>
    internal static Task<bool> IsTakenAsync(Db db, string handle, DateTimeOffset now, CancellationToken ct) =>
        db.FindAsync(IsTaken, new Args { ["handle"] = handle, ["now"] = now }, ct);
}
