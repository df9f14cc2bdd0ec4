using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Join;

/// <param name="Email">As in the sign-up.</param>
/// <param name="Code">Six digits, from the mail.</param>
public sealed record ConfirmRequest(string? Email, string? Code);

/// <param name="Email">As in the sign-up.</param>
public sealed record EmailRequest(string? Email);

/// <summary>POST /api/auth/confirm: the code from the mail makes the account and signs in. POST /api/auth/resend: another code.</summary>
public sealed class ConfirmSignUp(IIdentityProvider provider, Attempts attempts, Sessions sessions)
{
    internal static readonly AttemptLimit CodesByAddress = new("code:address", 25, TimeSpan.FromMinutes(10));
    internal static readonly AttemptLimit ResendByEmail = new("resend:email", 5, TimeSpan.FromMinutes(30));
    internal static readonly AttemptLimit ResendByAddress = new("resend:address", 20, TimeSpan.FromMinutes(30));

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/auth/confirm", async Task<Results<Ok<SignedIn>, Ok<Nothing>>> (ConfirmRequest request, ConfirmSignUp confirm, HttpContext context, CancellationToken ct) =>
        {
            var (session, user) = await confirm.RunAsync(request, Sessions.Bearer, context, ct);
            return session is null ? TypedResults.Ok(new Nothing()) : TypedResults.Ok(new SignedIn(session.Token, session.ExpiresAt, user!));
        })
        .WithSummary("Confirm a sign-up: e-mail and code for a bearer token");

        api.MapPost("/auth/resend", async Task<Ok<Nothing>> (EmailRequest request, ConfirmSignUp confirm, HttpContext context, CancellationToken ct) =>
        {
            await confirm.ResendAsync(request.Email, context, ct);
            return TypedResults.Ok(new Nothing());
        })
        .WithSummary("Send another code to an address that waits for one; answers the same for every address");
    }

    /// <summary>Nothing comes back where the provider wants people to sign in themselves.</summary>
    /// <exception cref="RequestError">422 for blank fields and a code that is wrong or over, 429 after too many tries.</exception>
    internal async Task<(Session? Session, SignedInUser? User)> RunAsync(ConfirmRequest request, string kind, HttpContext context, CancellationToken ct)
    {
        var (email, code) = (Limits.Normalise(request.Email), Limits.Normalise(request.Code));
        List<string> failed = [.. EmailRules.Check(email)];
        if (code.Length == 0) failed.Add("code_blank");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        await attempts.CountAsync(CodesByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await attempts.CountAsync(Codes.Tries, $"confirm:{email.ToLowerInvariant()}", ct);
        if (await provider.ConfirmAsync(email, code, ct) is not { } user) return default;
        return (await sessions.BeginAsync(user.Uuid, kind, context.Request.Headers.UserAgent.ToString(), ct), user);
    }

    /// <exception cref="RequestError">422 when it is no address, 429 after too many.</exception>
    internal async Task ResendAsync(string? address, HttpContext context, CancellationToken ct)
    {
        var email = Limits.Normalise(address);
        if (EmailRules.Check(email).ToList() is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        await attempts.CountAsync(ResendByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await attempts.CountAsync(ResendByEmail, email.ToLowerInvariant(), ct);
        await provider.ResendAsync(email, ct);
    }
}
