using System.Security.Cryptography;
using System.Text.Json;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity.Cognito;

/// <param name="Session">Null while a second factor is asked for.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="Challenge">What is asked for.</param>
internal sealed record CognitoEntered(Session? Session, CognitoPerson? Person, CognitoChallenge? Challenge);

/// <summary>A challenge on its way through a browser.</summary>
internal sealed record HeldChallenge(CognitoChallenge Challenge, string ReturnTo);

/// <summary>Begins sessions of this site for people whom Cognito lets in.</summary>
public sealed class CognitoEntry(CognitoProvider provider, CognitoSessions refreshes, Sessions sessions, IDataProtectionProvider protection)
{
    private const string CookieName = "__Host-cruddur-challenge";

    /// <summary>Cognito's own sessions end sooner.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(15);

    private static readonly CookieOptions Cookie = new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Cruddur.Cognito.Challenge").ToTimeLimitedDataProtector();

    /// <summary>By e-mail and password.</summary>
    /// <exception cref="RequestError">401, 403, 429 or 503.</exception>
    internal async Task<CognitoEntered> EnterAsync((string Email, string Password) credentials, string kind, HttpContext context, CancellationToken ct) =>
        await BeginAsync(await provider.SignInAsync(credentials.Email, credentials.Password, ct), kind, context, ct);

    /// <summary>By the code of the second factor.</summary>
    /// <exception cref="RequestError">401, 403, 422, 429 or 503.</exception>
    internal async Task<CognitoEntered> AnswerAsync(CognitoChallenge challenge, string code, HttpContext context, CancellationToken ct) =>
        await BeginAsync(await provider.AnswerAsync(challenge, code, ct), Sessions.Cookie, context, ct);

    /// <summary>Gives a challenge to the browser, unreadable, until it is answered.</summary>
    internal void Hold(HttpResponse response, HeldChallenge held) =>
        response.Cookies.Append(CookieName, protector.Protect(JsonSerializer.Serialize(held, CognitoJson.Default.HeldChallenge), Held), Cookie);

    /// <summary>The challenge that the browser holds, or null.</summary>
    internal HeldChallenge? HeldBy(HttpRequest request)
    {
        if (request.Cookies[CookieName] is not { Length: > 0 and <= 8192 } sealedText) return null;
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(sealedText), CognitoJson.Default.HeldChallenge);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal static void Drop(HttpResponse response) => response.Cookies.Delete(CookieName, Cookie);

    private async Task<CognitoEntered> BeginAsync(CognitoSignIn come, string kind, HttpContext context, CancellationToken ct)
    {
        if (come.Challenge is not null) return new(null, null, come.Challenge);
        if (come is not { Person: { } person, Tokens: { } tokens }) throw new RequestError(403, "Confirm your e-mail address first, with the code in the mail that you got when you signed up.");
        var session = await sessions.BeginAsync(person.Uuid, kind, context.Request.Headers.UserAgent.ToString(), ct);
        // A program renews its sign-in by itself; only browsers have somebody else do it.
        if (kind == Sessions.Cookie && tokens.RefreshToken is { } refresh) await refreshes.KeepAsync(session.Token, tokens.Username, refresh, ct);
        return new(session, person, null);
    }
}
