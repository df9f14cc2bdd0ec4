using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity;

/// <param name="Email">E-mail or username; case does not matter.</param>
/// <param name="Password">As chosen; up to 1024 bytes are read.</param>
public sealed record SignInRequest(string? Email, string? Password);

/// <param name="Token">Goes into <c>Authorization: Bearer …</c>.</param>
/// <param name="ExpiresAt"></param>
/// <param name="User"></param>
public sealed record SignedIn(string Token, DateTimeOffset ExpiresAt, SignedInUser User);

/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle"></param>
/// <param name="DisplayName"></param>
public sealed record SignedInUser(Guid Uuid, string Handle, string DisplayName);

/// <summary>
/// POST /api/auth/signin: e-mail and password for a bearer token. Unknown e-mail and wrong password look the same and
/// take as long. Tries are limited by address and by account; those from a browser that its owner has signed in with count
/// apart, so that nobody is kept out by what others do elsewhere.
/// </summary>
public sealed class SignIn(IIdentityProvider provider, Db db, Sessions sessions, Attempts attempts, KnownDevices devices, Authenticators authenticators, Challenges challenges)
{
    internal static readonly AttemptLimit ByAddress = new("signin:address", 25, TimeSpan.FromMinutes(5));
    internal static readonly AttemptLimit ByAccount = new("signin:account", 25, TimeSpan.FromHours(1));

    internal static readonly AttemptLimit ByDevice = new("signin:device", 25, TimeSpan.FromHours(1));
    internal static readonly AttemptLimit Altogether = new("signin", 20_000, TimeSpan.FromHours(1));

    private static readonly Query<Guid> Login = Query.Of("Platform/Identity/Identity.sql#Login", row => row.Uuid(0));

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/signin",
        async Task<Results<Ok<SignedIn>, JsonHttpResult<SignInStep>>> (SignInRequest request, SignIn signIn, HttpContext context, CancellationToken ct) =>
        {
            var (account, session, next) = await signIn.RunAsync(request, Sessions.Bearer, context, ct);
            return next is null ? TypedResults.Ok(new SignedIn(session!.Token, session.ExpiresAt, account!)) : next.ToJson();
        })
        .Produces<SignInStep>(401)
        .WithSummary("Sign in: e-mail and password for a bearer token, or for a challenge where something is needed as well");

    /// <exception cref="RequestError">422 for blank fields, 401 for wrong ones, 429 after too many tries.</exception>
    internal async Task<Outcome> RunAsync(SignInRequest request, string kind, HttpContext context, CancellationToken ct)
    {
        var email = Limits.Normalise(request.Email);
        var password = request.Password ?? "";
        List<string> failed = [];
        if (email.Length == 0) failed.Add("email_blank");
        if (password.Length == 0) failed.Add("password_blank");
        if (failed.Count > 0) throw RequestError.Invalid(failed);

        await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await CountAsync(email.ToLowerInvariant(), context, ct);

        var verdict = await provider.CheckAsync(email, password, ct);
        if (verdict is Verdict.Unconfirmed waiting) throw Unconfirmed(waiting.Email);
        if (verdict is Verdict.Challenged more) return new Outcome(null, null, more.Next);
        if (verdict is not Verdict.Known { User: var user } known) throw new RequestError(401, ErrorTexts.Of("credentials_invalid"));
        if (!context.Request.IsApi()) devices.Remember(context, user.Uuid);
        // A pool asks for its own second factor, so one from before it lies idle.
        if (!provider.IsPool && (await authenticators.StatusAsync(user.Uuid, ct)).IsOn)
        {
            var challenge = await challenges.BeginAsync(ChallengePurpose.SecondFactor, user.Uuid, "", ct);
            return new Outcome(user, null, new SignInStep(SignInStep.SecondFactor, challenge.Token, challenge.ExpiresAt) { Page = SignInCode.Path });
        }
        var session = await sessions.BeginAsync(user.Uuid, kind, context.Request.Headers.UserAgent.ToString(), ct);
        if (known.Began is not null) await known.Began(session, ct);
        return new Outcome(user, session, null);
    }

    private async Task CountAsync(string login, HttpContext context, CancellationToken ct)
    {
        if (devices.IsKnown(context.Request) && devices.Of(context.Request, await db.FindAsync(Login, new Args { ["login"] = login }, ct)) is { } device)
        {
            await attempts.CountAsync(ByDevice, device, ct);
            return;
        }
        await attempts.CountAsync(ByAccount, login is { Length: > 254 } ? "too-long" : login, ct);
        await attempts.CountAsync(Altogether, "all", ct);
    }

    private static RequestError Unconfirmed(string email) => new(422, ErrorTexts.Of("email_unconfirmed"), ["email_unconfirmed"])
    {
        SeeOther = $"/confirm?email={Uri.EscapeDataString(email)}",
    };

    /// <summary>What a right password leads to: a session, or what is needed as well.</summary>
    /// <param name="Account">Null while a pool has not told whose it is.</param>
    /// <param name="Session"></param>
    /// <param name="Next"></param>
    internal sealed record Outcome(SignedInUser? Account, Session? Session, SignInStep? Next);
}
