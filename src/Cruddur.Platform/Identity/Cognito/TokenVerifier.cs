using System.Text;
using System.Text.Json;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>What a token is for: calling the API, or telling who has just signed in.</summary>
public enum TokenUse
{
    /// <summary>Names its client in <c>client_id</c>, and has no audience.</summary>
    Access,

    /// <summary>Names its client in <c>aud</c>.</summary>
    Id,
}

/// <summary>What a token says that has been verified.</summary>
/// <param name="Sub">The one name of a person that never changes and is never given to another.</param>
/// <param name="Username">How Cognito calls the person in its operations.</param>
/// <param name="IssuedAt">Whole seconds.</param>
/// <param name="ExpiresAt">Whole seconds.</param>
public sealed record VerifiedToken(string Sub, string Username, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The value that our own request for this token carried.</summary>
    public string? Nonce { get; init; }

    /// <summary>When the person last proved at the pool who they are.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>What an id token says of the person.</summary>
    public CognitoProfile? Profile { get; init; }
}

/// <summary>
/// Verifies the pool's tokens (RFC 7519, RFC 8725): RS256 by a key that the pool publishes, our issuer, our client, the use
/// that is asked for, and the time. What a token says of its own key or algorithm decides nothing.
/// </summary>
public sealed class TokenVerifier(CognitoSettings settings, SigningKeys keys, TimeProvider clock)
{
    /// <summary>Characters of a token at most; Cognito's have about 1,200.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>How much the clocks of Cognito and this machine may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Whether a text has the form of a token, which is worth no more than a look at it.</summary>
    public static bool LooksLikeToken(string text) => text.Length <= MaxLength && text.StartsWith("ey", StringComparison.Ordinal) && text.AsSpan().Count('.') == 2;

    /// <summary>The token's content, or why it is not believed.</summary>
    public async ValueTask<(VerifiedToken? Token, string? Refusal)> VerifyAsync(string token, TokenUse use, CancellationToken ct)
    {
        if (token.Length > MaxLength) return (null, "too long");
        if (token.Split('.') is not [var head, var body, var tail]) return (null, "not three parts");
        if (Base64UrlText.Decode(head) is not { } header || Base64UrlText.Decode(body) is not { } payload || Base64UrlText.Decode(tail) is not { } signature)
            return (null, "not base64url");
        try
        {
            using var about = JsonDocument.Parse(header, Strict);
            var (id, why) = KeyId(about.RootElement);
            if (id is null) return (null, why);
            // Only what is signed is looked into.
            if (await keys.FindAsync(id, ct) is not { } key) return (null, "unknown key");
            if (!key.Signed(Encoding.ASCII.GetBytes(token, 0, head.Length + 1 + body.Length), signature)) return (null, "wrong signature");
            using var claims = JsonDocument.Parse(payload, Strict);
            return Check(claims.RootElement, use);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is text that is no Unicode.
            return (null, "not JSON");
        }
    }

    private static (string? Id, string? Refusal) KeyId(JsonElement header)
    {
        if (header.ValueKind != JsonValueKind.Object) return (null, "not JSON");
        if (Text(header, "alg") != "RS256") return (null, "wrong algorithm");
        if (header.TryGetProperty("crit", out _)) return (null, "unknown extension");
        if (header.TryGetProperty("typ", out _) && !"JWT".Equals(Text(header, "typ"), StringComparison.OrdinalIgnoreCase)) return (null, "wrong type");
        return Text(header, "kid") is { Length: > 0 and <= 256 } id ? (id, null) : (null, "no key id");
    }

    private (VerifiedToken? Token, string? Refusal) Check(JsonElement claims, TokenUse use)
    {
        if (claims.ValueKind != JsonValueKind.Object) return (null, "not JSON");
        if (Text(claims, "iss") != settings.Issuer) return (null, "wrong issuer");
        if (Text(claims, "token_use") != (use == TokenUse.Access ? "access" : "id")) return (null, "wrong use");
        if (Text(claims, use == TokenUse.Access ? "client_id" : "aud") != settings.ClientId) return (null, "wrong client");
        var now = clock.GetUtcNow();
        if (Time(claims, "exp") is not { } ends || Time(claims, "iat") is not { } begins) return (null, "no time");
        if (now >= ends + Skew) return (null, "expired");
        if (begins > now + Skew) return (null, "not yet valid");
        if (claims.TryGetProperty("nbf", out _) && (Time(claims, "nbf") is not { } from || from > now + Skew)) return (null, "not yet valid");
        if (Text(claims, "sub") is not { Length: > 0 and <= 128 } sub || sub.Any(char.IsControl)) return (null, "no subject");
        return (new VerifiedToken(sub, Text(claims, use == TokenUse.Access ? "username" : "cognito:username") ?? sub, begins, ends)
        {
            Nonce = Text(claims, "nonce"),
            ProvedAt = Time(claims, "auth_time") is { } proved && proved <= now ? proved : null,
            Profile = use == TokenUse.Id ? CognitoProfile.Of(sub, name => Text(claims, name)) : null,
        }, null);
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800 - 86_400
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
