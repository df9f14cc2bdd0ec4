using Cruddur.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity;

/// <summary>What has been begun, and what it may be ended as.</summary>
public enum ChallengePurpose
{
    /// <summary>A sign-in whose password was right and that waits for a code, or at a pool for another password.</summary>
    SecondFactor,

    /// <summary>A sign-in by passkey; nobody knows yet by whom.</summary>
    PasskeySignIn,

    /// <summary>A person who proves by a passkey that it is still them.</summary>
    PasskeyConfirm,

    /// <summary>A passkey that is being made.</summary>
    PasskeyRegister,
}

/// <param name="Token">256 random bits, base64url; only its hash is stored.</param>
/// <param name="ExpiresAt">After that it is worthless.</param>
public sealed record Challenge(string Token, DateTimeOffset ExpiresAt);

/// <param name="UserUuid">Whose it is; null where that is not known yet.</param>
/// <param name="State">What was noted at the beginning.</param>
public sealed record ChallengeFound(Guid? UserUuid, string State);

/// <summary>Sign-ins and ceremonies of passkeys between their two halves. A challenge is good for one purpose, once, and soon.</summary>
public sealed class Challenges(Db db, TimeProvider clock)
{
    /// <summary>Wrong answers that one challenge bears.</summary>
    internal const int MostTries = 5;

    /// <summary>How long a challenge can be answered.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private static readonly Command Begin = Command.Of("Platform/Identity/Challenges.sql#Begin");
    private static readonly Query<ChallengeFound> Try = Query.Of("Platform/Identity/Challenges.sql#Try", row => new ChallengeFound(row.UuidOrNull(0), row.Text(1)));
    private static readonly Query<ChallengeFound> Take = Query.Of("Platform/Identity/Challenges.sql#Take", row => new ChallengeFound(row.UuidOrNull(0), row.Text(1)));

    public async Task<Challenge> BeginAsync(ChallengePurpose purpose, Guid? user, string state, CancellationToken ct)
    {
        var challenge = new Challenge(Sessions.NewToken(), clock.GetUtcNow() + Life);
        await db.ExecuteAsync(Begin, new Args
        {
            ["token"] = Sessions.Hash(challenge.Token),
            ["purpose"] = Name(purpose),
            ["user"] = user,
            ["state"] = state,
            ["expires_at"] = challenge.ExpiresAt,
        }, ct);
        return challenge;
    }

    /// <summary>Counts a try at a challenge, which stays for another.</summary>
    /// <returns>Null when it is unknown, over, or was tried too often.</returns>
    public async Task<ChallengeFound?> TryAsync(ChallengePurpose purpose, string? token, CancellationToken ct) => token is not { Length: 43 } ? null
        : await db.FindAsync(Try, new Args { ["token"] = Sessions.Hash(token), ["purpose"] = Name(purpose), ["most"] = MostTries, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Ends a challenge, so that nobody can answer it again.</summary>
    /// <returns>Null when it is unknown, over, or was ended before.</returns>
    public async Task<ChallengeFound?> TakeAsync(ChallengePurpose purpose, string? token, CancellationToken ct) => token is not { Length: 43 } ? null
        : await db.FindAsync(Take, new Args { ["token"] = Sessions.Hash(token), ["purpose"] = Name(purpose), ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Binds a challenge to the browser that began it.</summary>
    internal static void SetCookie(HttpResponse response, ChallengePurpose purpose, Challenge challenge) =>
        response.Cookies.Append(CookieName(purpose), challenge.Token, new CookieOptions
        {
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            Expires = challenge.ExpiresAt,
            IsEssential = true,
        });

    internal static string? CookieOf(HttpRequest request, ChallengePurpose purpose) => request.Cookies[CookieName(purpose)];

    internal static void DropCookie(HttpResponse response, ChallengePurpose purpose) =>
        response.Cookies.Delete(CookieName(purpose), new CookieOptions { Secure = true, HttpOnly = true, Path = "/" });

    internal static string CookieName(ChallengePurpose purpose) => $"__Host-cruddur-{Name(purpose)}";

    private static string Name(ChallengePurpose purpose) => purpose switch
    {
        ChallengePurpose.SecondFactor => "second-factor",
        ChallengePurpose.PasskeySignIn => "passkey-signin",
        ChallengePurpose.PasskeyConfirm => "passkey-confirm",
        _ => "passkey-register",
    };
}
