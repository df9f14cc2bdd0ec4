using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity;

/// <param name="Email">Case does not matter.</param>
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
/// take as long. Tries are limited by address and by account.
/// </summary>
public sealed class SignIn(Db db, Sessions sessions, Attempts attempts, Authenticators authenticators, Challenges challenges, TimeProvider clock)
{
    private const int MaxPasswordBytes = 1024;

    internal static readonly AttemptLimit ByAddress = new("signin:address", 25, TimeSpan.FromMinutes(5));
    internal static readonly AttemptLimit ByAccount = new("signin:account", 25, TimeSpan.FromHours(1));

    private static readonly Query<Account> Credentials = Query.Of("Platform/Identity/Identity.sql#Credentials",
        row => new Account(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3)));

    private static readonly Command Rehash = Command.Of("Platform/Identity/Identity.sql#Rehash");

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/signin",
        async Task<Results<Ok<SignedIn>, JsonHttpResult<SecondFactorRequired>>> (SignInRequest request, SignIn signIn, HttpContext context, CancellationToken ct) =>
        {
            var (account, session, challenge) = await signIn.RunAsync(request, Sessions.Bearer, context, ct);
            if (challenge is not null) return TypedResults.Json(new SecondFactorRequired("second_factor_required", challenge.Token, challenge.ExpiresAt), statusCode: 401);
            return TypedResults.Ok(new SignedIn(session!.Token, session.ExpiresAt, new SignedInUser(account.UserUuid, account.Handle, account.DisplayName)));
        })
        .Produces<SecondFactorRequired>(401)
        .WithSummary("Sign in: e-mail and password for a bearer token, or for a challenge where a code is needed as well");

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
        await attempts.CountAsync(ByAccount, email.ToLowerInvariant() is { Length: > 254 } ? "too-long" : email.ToLowerInvariant(), ct);

        var account = await db.FindAsync(Credentials, new Args { ["email"] = email }, ct);
        var fits = System.Text.Encoding.UTF8.GetByteCount(password) <= MaxPasswordBytes;
        var (right, weak) = await PasswordHash.CheckAsync(fits ? account?.PasswordHash : null, fits ? password : "", ct);
        if (account is null || !right) throw new RequestError(401, ErrorTexts.Of("credentials_invalid"));
        if (weak)
        {
            await db.ExecuteAsync(Rehash, new Args
            {
                ["user"] = account.UserUuid,
                ["old"] = account.PasswordHash,
                ["new"] = PasswordHash.Create(password),
                ["now"] = clock.GetUtcNow(),
            }, ct);
        }
        if ((await authenticators.StatusAsync(account.UserUuid, ct)).IsOn)
        {
            return new Outcome(account, null, await challenges.BeginAsync(ChallengePurpose.SecondFactor, account.UserUuid, "", ct));
        }
        return new Outcome(account, await sessions.BeginAsync(account.UserUuid, kind, context.Request.Headers.UserAgent.ToString(), ct), null);
    }

    /// <summary>What a right password leads to: a session, or a challenge where a code is needed as well.</summary>
    internal sealed record Outcome(Account Account, Session? Session, Challenge? Challenge);

    internal sealed record Account(Guid UserUuid, string Handle, string DisplayName, string PasswordHash);
}
