using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Checks AWS's Signature Version 4 of a POST to Lambda's API.</summary>
internal static class InvocationSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Whether the request was signed with that secret key, whole and at a time that counts.</summary>
    public static bool IsRight(HttpRequest request, byte[] body, string secret, Func<DateTimeOffset, bool> isRecent)
    {
        if (request.Headers.Authorization is not [{ } header] || Parts(header) is not { } parts || request.QueryString.HasValue) return false;
        if (parts.Scope is not [_, var day, var region, "lambda", "aws4_request"]) return false;
        if (!parts.Headers.Contains("host") || !parts.Headers.Contains("x-amz-date") || request.Headers["x-amz-date"] is not [{ } stamp]) return false;
        if (!DateTimeOffset.TryParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return false;
        if (!isRecent(at) || day != stamp[..8]) return false;
        var headers = string.Concat(parts.Headers.Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        var canonical = $"POST\n{request.Path.Value}\n\n{headers}\n{string.Join(';', parts.Headers)}\n{Hash(body)}";
        var text = $"{Algorithm}\n{stamp}\n{day}/{region}/lambda/aws4_request\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = new[] { day, region, "lambda", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + secret), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return TriggerCaller.Same(Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))), parts.Signature);
    }

    private static (string[] Scope, string[] Headers, string Signature)? Parts(string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal)) return null;
        var named = header[Algorithm.Length..].Split(',').Select(part => part.Trim().Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
        return named["Credential"].ToList() is [var credential] && named["SignedHeaders"].ToList() is [var headers] && named["Signature"].ToList() is [{ Length: 64 } signature]
            ? (credential.Split('/'), headers.Split(';'), signature)
            : null;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
