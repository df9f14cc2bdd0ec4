using System.Security.Cryptography;
using System.Text.Json;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity.Cognito;

/// <param name="Session">Null while something else is asked for.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Next">What is asked for next.</param>
internal sealed record CognitoEntered(Session? Session, SignedInUser? User, SignInStep? Next);

/// <summary>The second half of a sign-in at the pool: its challenges on their way through whoever signs in, and the sessions that begin.</summary>
public sealed class CognitoEntry(CognitoOperations pool, CognitoSessions refreshes, Sessions sessions, IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>Cognito's own sessions end sooner.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(15);

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Cruddur.Cognito.Challenge").ToTimeLimitedDataProtector();

    /// <summary>A challenge that whoever holds it cannot read.</summary>
    internal SignInStep Seal(CognitoChallenge challenge) => new(
        challenge.AsksForPassword ? SignInStep.NewPassword : SignInStep.SecondFactor,
        protector.Protect(JsonSerializer.Serialize(challenge, CognitoJson.Default.CognitoChallenge), Held),
        clock.GetUtcNow() + Held)
    {
        Page = ChallengePages.Path,
    };

    /// <summary>What was sealed; null when it was not sealed here, or too long ago.</summary>
    internal CognitoChallenge? Open(string? token)
    {
        if (token is not { Length: > 0 and <= 8192 }) return null;
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(token), CognitoJson.Default.CognitoChallenge);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Answers by the code of the second factor.</summary>
    /// <exception cref="RequestError">401, 403, 422, 429 or 503.</exception>
    internal Task<CognitoEntered> EnterCodeAsync(CognitoChallenge challenge, string code, string kind, HttpContext context, CancellationToken ct)
    {
        if (challenge.AsksForPassword) throw RequestError.Invalid("factor_challenge_over");
        var digits = string.Concat(code.Where(char.IsAsciiDigit).Take(10));
        return digits.Length > 0 ? AnswerAsync(challenge, digits, kind, context, ct) : throw RequestError.Invalid("factor_code_blank");
    }

    /// <summary>Answers by the password that takes the place of the one which was given to the person.</summary>
    /// <exception cref="RequestError">401, 403, 422, 429 or 503.</exception>
    internal Task<CognitoEntered> SetPasswordAsync(CognitoChallenge challenge, string password, string kind, HttpContext context, CancellationToken ct)
    {
        if (!challenge.AsksForPassword) throw RequestError.Invalid("factor_challenge_over");
        return PasswordRules.Check(password, challenge.Username) is { Count: > 0 } broken ? throw RequestError.Invalid(broken) : AnswerAsync(challenge, password, kind, context, ct);
    }

    private async Task<CognitoEntered> AnswerAsync(CognitoChallenge challenge, string answer, string kind, HttpContext context, CancellationToken ct)
    {
        var come = await pool.AnswerAsync(challenge, answer, ct);
        if (come.Challenge is not null) return new(null, null, Seal(come.Challenge));
        if (come is not { Person: { } person, Tokens: { } tokens }) throw RequestError.Invalid("factor_challenge_over");
        var session = await sessions.BeginAsync(person.Uuid, kind, context.Request.Headers.UserAgent.ToString(), ct);
        await KeepAsync(session, tokens, ct);
        return new(session, person.ToUser(), null);
    }

    /// <summary>Notes of a session that somebody has just proved at the pool who they are, and what it is renewed with.</summary>
    internal async Task KeepAsync(Session session, CognitoTokens tokens, CancellationToken ct)
    {
        await refreshes.ProveAsync(session.Token, clock.GetUtcNow(), ct);
        if (tokens.RefreshToken is { } refresh) await refreshes.KeepAsync(session.Token, tokens.Username, refresh, ct);
    }
}
