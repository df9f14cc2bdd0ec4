using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.Cognito;
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
/// <param name="cognito">The user pool that knows the passwords; null where Cruddur does.</param>
public sealed class SignIn(Db db, Sessions sessions, Attempts attempts, TimeProvider clock, CognitoEntry? cognito = null)
{
    private const int MaxPasswordBytes = 1024;

    internal static readonly AttemptLimit ByAddress = new("signin:address", 25, TimeSpan.FromMinutes(5));
    internal static readonly AttemptLimit ByAccount = new("signin:account", 25, TimeSpan.FromHours(1));

    private static readonly Query<Account> Credentials = Query.Of("Platform/Identity/Identity.sql#Credentials",
        row => new Account(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3)));

    private static readonly Command Rehash = Command.Of("Platform/Identity/Identity.sql#Rehash");

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/signin",
        async Task<Ok<SignedIn>> (SignInRequest request, SignIn signIn, HttpContext context, CancellationToken ct) =>
        {
            var (session, user, challenge) = await signIn.RunAsync(request, Sessions.Bearer, context, ct);
            if (challenge is not null) throw new RequestError(403, "This account has a second factor. Sign in at Amazon Cognito, and come with the access token that it gives.");
            return TypedResults.Ok(new SignedIn(session!.Token, session.ExpiresAt, user!));
        })
        .WithSummary("Sign in: e-mail and password for a bearer token");

    /// <exception cref="RequestError">422 for blank fields, 401 for wrong ones, 429 after too many tries.</exception>
    internal async Task<SignInResult> RunAsync(SignInRequest request, string kind, HttpContext context, CancellationToken ct)
    {
        var email = Limits.Normalise(request.Email);
        var password = request.Password ?? "";
        List<string> failed = [];
        if (email.Length == 0) failed.Add("email_blank");
        if (password.Length == 0) failed.Add("password_blank");
        if (failed.Count > 0) throw RequestError.Invalid(failed);

        await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        await attempts.CountAsync(ByAccount, email.ToLowerInvariant() is { Length: > 254 } ? "too-long" : email.ToLowerInvariant(), ct);

        if (cognito is not null)
        {
            var (begun, person, challenge) = await cognito.EnterAsync((email, password), kind, context, ct);
            return new(begun, person is null ? null : new SignedInUser(person.Uuid, person.Handle, person.DisplayName), challenge);
        }
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
        var session = await sessions.BeginAsync(account.UserUuid, kind, context.Request.Headers.UserAgent.ToString(), ct);
        return new(session, new SignedInUser(account.UserUuid, account.Handle, account.DisplayName), null);
    }

    /// <param name="Session">Null while a second factor is asked for.</param>
    /// <param name="User">Whose it is.</param>
    /// <param name="Challenge">What is asked for.</param>
    internal sealed record SignInResult(Session? Session, SignedInUser? User, CognitoChallenge? Challenge);

    internal sealed record Account(Guid UserUuid, string Handle, string DisplayName, string PasswordHash);
}
