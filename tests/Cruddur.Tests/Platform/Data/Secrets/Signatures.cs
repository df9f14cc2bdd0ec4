using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>The receiving side of Signature Version 4, written from AWS's description of it and sharing nothing with the product.</summary>
internal static class Signatures
{
    public const string KeyId = "AKIDEXAMPLE";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /// <summary>Why a signed POST is refused, or null when it is right.</summary>
    public static string? RefusalOfPost(IReadOnlyDictionary<string, string> headers, byte[] body, DateTimeOffset now)
    {
        if (!headers.TryGetValue("authorization", out var authorization) || !authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)) return "IncompleteSignatureException";
        var parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var scope = parts["Credential"].Split('/');
        var names = parts["SignedHeaders"].Split(';');
        if (scope[0] != KeyId || !new[] { "host", "x-amz-date", "x-amz-target" }.All(names.Contains)) return "UnrecognizedClientException";
        if (!IsNear(headers["x-amz-date"], now, TimeSpan.FromMinutes(5))) return "InvalidSignatureException";
        var canonical = new StringBuilder("POST\n/\n\n");
        foreach (var name in names) canonical.Append(name).Append(':').Append(headers[name].Trim()).Append('\n');
        canonical.Append('\n').Append(parts["SignedHeaders"]).Append('\n').Append(Hex(SHA256.HashData(body)));
        return Sign(scope, headers["x-amz-date"], canonical.ToString()) == parts["Signature"] ? null : "InvalidSignatureException";
    }

    /// <summary>Why an RDS token is refused, or null when it lets that user in.</summary>
    public static string? RefusalOfToken(string token, string host, string user, DateTimeOffset now)
    {
        var (address, query) = token.Split("/?", 2) switch { [var one, var two] => (one, two), _ => (token, "") };
        var at = query.LastIndexOf("&X-Amz-Signature=", StringComparison.Ordinal);
        if (at < 0) return "no signature";
        var pairs = query[..at].Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        var scope = pairs["X-Amz-Credential"].Split('/');
        if (address != host) return $"for {address}, not {host}";
        if (scope is not [KeyId, _, _, "rds-db", "aws4_request"] || pairs["Action"] != "connect" || pairs["DBUser"] != user) return "for another user or service";
        if (pairs["X-Amz-Expires"] != "900" || !IsNear(pairs["X-Amz-Date"], now, TimeSpan.FromSeconds(900))) return "expired";
        if (!pairs.Keys.SequenceEqual(pairs.Keys.Order(StringComparer.Ordinal))) return "not in order";
        var canonical = $"GET\n/\n{query[..at]}\nhost:{host}\n\nhost\n{Hex(SHA256.HashData([]))}";
        return Sign(scope, pairs["X-Amz-Date"], canonical) == query[(at + "&X-Amz-Signature=".Length)..] ? null : "wrong signature";
    }

    private static string Sign(string[] scope, string stamp, string canonical)
    {
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{string.Join('/', scope[1..])}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope[1..].Aggregate(Encoding.UTF8.GetBytes("AWS4" + Secret), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static bool IsNear(string stamp, DateTimeOffset now, TimeSpan span) =>
        DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && (now - moment).Duration() <= span;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
