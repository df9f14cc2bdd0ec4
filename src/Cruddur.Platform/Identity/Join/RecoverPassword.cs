using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Join;

/// <param name="Email">Of the account.</param>
/// <param name="Code">Six digits, from the mail.</param>
/// <param name="Password">The new one.</param>
public sealed record RecoverRequest(string? Email, string? Code, string? Password);

/// <summary>POST /api/auth/recover: a code for a new password, by mail. POST /api/auth/recover/confirm: sets it, and ends every session.</summary>
public sealed class RecoverPassword(IIdentityProvider provider, Attempts attempts, KnownDevices devices)
{
    internal static readonly AttemptLimit ByEmail = new("recover:email", 5, TimeSpan.FromMinutes(30));
    internal static readonly AttemptLimit ByAddress = new("recover:address", 20, TimeSpan.FromMinutes(30));
    internal static readonly AttemptLimit Altogether = new("recover", 2000, TimeSpan.FromHours(1));

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/auth/recover", async Task<Ok<Nothing>> (EmailRequest request, RecoverPassword recover, HttpContext context, CancellationToken ct) =>
        {
            await recover.SendAsync(request.Email, context, ct);
            return TypedResults.Ok(new Nothing());
        })
        .WithSummary("Forgotten password: a code goes to the e-mail; answers the same for every address");

        api.MapPost("/auth/recover/confirm", async Task<Ok<Nothing>> (RecoverRequest request, RecoverPassword recover, HttpContext context, CancellationToken ct) =>
        {
            await recover.RunAsync(request, context, ct);
            return TypedResults.Ok(new Nothing());
        })
        .WithSummary("Set a new password by the code from the mail; ends every session and token");
    }

    /// <exception cref="RequestError">422 when it is no address, 429 after too many.</exception>
    internal async Task SendAsync(string? address, HttpContext context, CancellationToken ct)
    {
        var email = Limits.Normalise(address);
        if (EmailRules.Check(email).ToList() is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await attempts.CountAsync(ByEmail, email.ToLowerInvariant(), ct);
        await attempts.CountAsync(Altogether, "all", ct);
        await provider.SendRecoveryAsync(email, ct);
    }

    /// <exception cref="RequestError">422 with the codes of what does not fit, 429 after too many tries.</exception>
    internal async Task RunAsync(RecoverRequest request, HttpContext context, CancellationToken ct)
    {
        var (email, code, password) = (Limits.Normalise(request.Email), Limits.Normalise(request.Code), request.Password ?? "");
        List<string> failed = [.. EmailRules.Check(email)];
        if (code.Length == 0) failed.Add("code_blank");
        failed.AddRange(PasswordRules.Check(password, email));
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        await attempts.CountAsync(ConfirmSignUp.CodesByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await attempts.CountAsync(Codes.Tries, $"recover:{email.ToLowerInvariant()}", ct);
        var user = await provider.RecoverAsync(email, code, password, ct);
        // Whoever reads the mail is not kept out because somebody else has used up the tries of the account.
        if (user is not null && !context.Request.IsApi()) devices.Remember(context, user.Uuid);
    }
}
