using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;

namespace Cruddur.Tests.Platform.Identity.Cognito;

/// <summary>Tokens that must not be believed, each with the one thing that is wrong with it.</summary>
internal static class TokenCorpus
{
    private const string Good = """{"kid":"key1","alg":"RS256"}""";

    public sealed record Bad(string Name, string Refusal, Func<TokenPool, DateTimeOffset, string> Make);

    public static IReadOnlyList<Bad> All { get; } =
    [
        Headed("alg none", "wrong algorithm", """{"kid":"key1","alg":"none"}"""),
        Headed("alg None", "wrong algorithm", """{"kid":"key1","alg":"None"}"""),
        new("alg none without a signature", "not base64url", (pool, now) => $"{TokenPool.Encode("""{"kid":"key1","alg":"none"}""")}.{TokenPool.Encode(pool.Access(now).ToJsonString())}."),
        new("no signature", "not base64url", (pool, now) => pool.Sign(pool.Access(now)).Split('.') is var parts ? $"{parts[0]}.{parts[1]}." : ""),
        new("HS256 with the public key as its secret", "wrong algorithm", (pool, now) => Hmac(pool, now, pool.Keys["key1"].ExportSubjectPublicKeyInfoPem())),
        new("HS256 with the modulus as its secret", "wrong algorithm", (pool, now) => Hmac(pool, now, Base64Url.EncodeToString(pool.Keys["key1"].ExportParameters(false).Modulus))),
        Headed("alg RS512", "wrong algorithm", """{"kid":"key1","alg":"RS512"}"""),
        Headed("alg rs256", "wrong algorithm", """{"kid":"key1","alg":"rs256"}"""),
        Headed("alg PS256", "wrong algorithm", """{"kid":"key1","alg":"PS256"}"""),
        Headed("alg is a list", "wrong algorithm", """{"kid":"key1","alg":["RS256"]}"""),
        Headed("no alg", "wrong algorithm", """{"kid":"key1"}"""),
        Headed("two algs", "not JSON", """{"kid":"key1","alg":"none","alg":"RS256"}"""),
        Headed("no kid", "no key id", """{"alg":"RS256"}"""),
        Headed("kid is a number", "no key id", """{"kid":1,"alg":"RS256"}"""),
        Headed("kid without half of itself", "not JSON", """{"kid":"\ud800","alg":"RS256"}"""),
        Headed("kid is a path", "unknown key", """{"kid":"../../dev/null","alg":"RS256"}"""),
        Headed("unknown kid", "unknown key", """{"kid":"key2","alg":"RS256"}"""),
        Headed("crit", "unknown extension", """{"kid":"key1","alg":"RS256","crit":["exp"]}"""),
        Headed("another type", "wrong type", """{"kid":"key1","alg":"RS256","typ":"dpop+jwt"}"""),
        Headed("header is no object", "not JSON", "[]"),
        Headed("header is no JSON", "not JSON", "{"),
        new("embedded jwk", "wrong signature", (pool, now) => Foreign(key => $$"""{"kid":"key1","alg":"RS256","jwk":{{TokenPool.Jwk("key1", key).ToJsonString()}}}""", pool.Access(now))),
        new("jwk of an unknown kid", "unknown key", (pool, now) => Foreign(key => $$"""{"kid":"mine","alg":"RS256","jwk":{{TokenPool.Jwk("mine", key).ToJsonString()}}}""", pool.Access(now))),
        new("jku elsewhere", "wrong signature", (pool, now) => Foreign(_ => """{"kid":"key1","alg":"RS256","jku":"https://evil.example/jwks.json"}""", pool.Access(now))),
        new("x5u elsewhere", "wrong signature", (pool, now) => Foreign(_ => """{"kid":"key1","alg":"RS256","x5u":"https://evil.example/cert.pem"}""", pool.Access(now))),
        new("signed by somebody else", "wrong signature", (pool, now) => Foreign(_ => Good, pool.Access(now))),
        new("other content under the signature", "wrong signature", (pool, now) =>
        {
            var parts = pool.Sign(pool.Access(now)).Split('.');
            return $"{parts[0]}.{TokenPool.Encode(pool.Access(now, "sub-of-another").ToJsonString())}.{parts[2]}";
        }),
        new("one bit of the signature", "wrong signature", (pool, now) =>
        {
            var token = pool.Sign(pool.Access(now));
            return token[..^8] + (token[^8] == 'A' ? 'B' : 'A') + token[^7..];
        }),
        new("spare bits of the signature", "not base64url", (pool, now) =>
        {
            const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            var token = pool.Sign(pool.Access(now));
            return token[..^1] + Letters[Letters.IndexOf(token[^1], StringComparison.Ordinal) | 1];
        }),
        // 336 of its 342 characters: whole groups, so that what is left is still base64url.
        new("truncated", "wrong signature", (pool, now) => pool.Sign(pool.Access(now))[..^6]),
        new("padded", "not base64url", (pool, now) => pool.Sign(pool.Access(now)) + "=="),
        new("with a blank", "not base64url", (pool, now) => pool.Sign(pool.Access(now)) + " "),
        new("two parts", "not three parts", (pool, now) => string.Join('.', pool.Sign(pool.Access(now)).Split('.')[..2])),
        new("five parts", "not three parts", (pool, now) => pool.Sign(pool.Access(now)) + ".a.b"),
        new("empty", "not three parts", (_, _) => ""),
        new("1 MB", "too long", (pool, now) => Claimed(pool, now, claims => claims["filler"] = new string('x', 1 << 20))),
        Claiming("another pool", "wrong issuer", claims => claims["iss"] = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other"),
        Claiming("the issuer and more", "wrong issuer", claims => claims["iss"] = claims["iss"]!.GetValue<string>() + "/"),
        Claiming("no issuer", "wrong issuer", claims => claims.Remove("iss")),
        Claiming("issuers", "wrong issuer", claims => claims["iss"] = new JsonArray(claims["iss"]!.GetValue<string>())),
        Claiming("another client", "wrong client", claims => claims["client_id"] = "client2"),
        Claiming("an audience instead of a client", "wrong client", claims =>
        {
            claims.Remove("client_id");
            claims["aud"] = TokenPool.Client;
        }),
        new("an id token for access", "wrong use", (pool, now) => pool.Sign(pool.Id(now))),
        Claiming("no use", "wrong use", claims => claims.Remove("token_use")),
        Timed("expired", "expired", (claims, now) => claims["exp"] = now.AddSeconds(-31).ToUnixTimeSeconds()),
        Timed("expired years ago", "expired", (claims, _) => claims["exp"] = 1),
        Timed("expiry in text", "no time", (claims, now) => claims["exp"] = $"{now.AddHours(1).ToUnixTimeSeconds()}"),
        Timed("expiry after all time", "no time", (claims, _) => claims["exp"] = long.MaxValue),
        Timed("negative expiry", "no time", (claims, _) => claims["exp"] = -1),
        Claiming("no expiry", "no time", claims => claims.Remove("exp")),
        Claiming("no time of issue", "no time", claims => claims.Remove("iat")),
        Timed("not valid before a minute from now", "not yet valid", (claims, now) => claims["nbf"] = now.AddMinutes(1).ToUnixTimeSeconds()),
        Timed("not valid before a text", "not yet valid", (claims, _) => claims["nbf"] = "now"),
        Timed("issued a minute from now", "not yet valid", (claims, now) => claims["iat"] = now.AddMinutes(1).ToUnixTimeSeconds()),
        Claiming("no subject", "no subject", claims => claims.Remove("sub")),
        Claiming("empty subject", "no subject", claims => claims["sub"] = ""),
        Claiming("subject with a NUL", "no subject", claims => claims["sub"] = "sub-1\0"),
        new("two subjects", "not JSON", (pool, now) => TokenPool.Sign(Good, pool.Access(now).ToJsonString()[..^1] + ""","sub":"sub-of-another"}""", pool.Keys["key1"])),
        new("content is no object", "not JSON", (pool, _) => TokenPool.Sign(Good, "\"sub-1\"", pool.Keys["key1"])),
        new("content is no JSON", "not JSON", (pool, _) => TokenPool.Sign(Good, "sub-1", pool.Keys["key1"])),
        new("content with a comment", "not JSON", (pool, now) => TokenPool.Sign(Good, pool.Access(now).ToJsonString() + "// hello", pool.Keys["key1"])),
        new("content nested deeply", "not JSON", (pool, _) => TokenPool.Sign(Good, string.Concat(Enumerable.Repeat("[", 1000)) + string.Concat(Enumerable.Repeat("]", 1000)), pool.Keys["key1"])),
    ];

    private static Bad Headed(string name, string refusal, string header) => new(name, refusal, (pool, now) => TokenPool.Sign(header, pool.Access(now).ToJsonString(), pool.Keys["key1"]));

    private static Bad Claiming(string name, string refusal, Action<JsonObject> change) => new(name, refusal, (pool, now) => Claimed(pool, now, change));

    private static Bad Timed(string name, string refusal, Action<JsonObject, DateTimeOffset> change) => new(name, refusal, (pool, now) => Claimed(pool, now, claims => change(claims, now)));

    private static string Claimed(TokenPool pool, DateTimeOffset now, Action<JsonObject> change)
    {
        var claims = pool.Access(now);
        change(claims);
        return pool.Sign(claims);
    }

    private static string Hmac(TokenPool pool, DateTimeOffset now, string secret)
    {
        var signed = $"{TokenPool.Encode("""{"kid":"key1","alg":"HS256"}""")}.{TokenPool.Encode(pool.Access(now).ToJsonString())}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Foreign(Func<RSAParameters, string> header, JsonObject claims)
    {
        using var key = RSA.Create(2048);
        return TokenPool.Sign(header(key.ExportParameters(false)), claims.ToJsonString(), key);
    }
}
