using System.Globalization;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>AWS's Signature Version 4, for the two shapes that are used here: a POST of JSON, and a presigned query.</summary>
internal static class AwsSignature
{
    private const string Terminator = "aws4_request";

    /// <summary>Adds the date, the session's token and the signature to a POST to the path <c>/</c>.</summary>
    public static void Sign(HttpRequestMessage request, byte[] body, ImmutableCredentials keys, (string Region, string Service) scope, DateTimeOffset now)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = request.Content!.Headers.ContentType!.ToString(),
            ["host"] = request.RequestUri!.IsDefaultPort ? request.RequestUri.Host : request.RequestUri.Authority,
            ["x-amz-date"] = Stamp(now),
            ["x-amz-target"] = request.Headers.GetValues("X-Amz-Target").Single(),
        };
        if (keys.UseToken) headers["x-amz-security-token"] = keys.Token;
        var signed = string.Join(';', headers.Keys);
        var canonical = $"POST\n/\n\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{signed}\n{Hash(body)}";
        var signature = AWS4Signer.ComputeSignature(keys, scope.Region, now.UtcDateTime, scope.Service, signed, canonical);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", headers["x-amz-date"]);
        if (keys.UseToken) request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", keys.Token);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
    }

    /// <summary>A GET's query with everything in it that proves who made it, for whoever passes it on.</summary>
    /// <param name="host">The host with its port.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="keys">Who asks.</param>
    /// <param name="scope">Region and service.</param>
    /// <param name="now">The time of the signature.</param>
    /// <param name="lifetime">How long it is good for.</param>
    public static string Presign(
        string host, IReadOnlyDictionary<string, string> query, ImmutableCredentials keys, (string Region, string Service) scope, DateTimeOffset now, TimeSpan lifetime)
    {
        var pairs = new SortedDictionary<string, string>(query.ToDictionary(), StringComparer.Ordinal)
        {
            ["X-Amz-Algorithm"] = "AWS4-HMAC-SHA256",
            ["X-Amz-Credential"] = $"{keys.AccessKey}/{Stamp(now)[..8]}/{scope.Region}/{scope.Service}/{Terminator}",
            ["X-Amz-Date"] = Stamp(now),
            ["X-Amz-Expires"] = lifetime.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
            ["X-Amz-SignedHeaders"] = "host",
        };
        if (keys.UseToken) pairs["X-Amz-Security-Token"] = keys.Token;
        var text = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        var signature = AWS4Signer.ComputeSignature(keys, scope.Region, now.UtcDateTime, scope.Service, "host", $"GET\n/\n{text}\nhost:{host}\n\nhost\n{Hash([])}");
        return $"{text}&X-Amz-Signature={signature.Signature}";
    }

    private static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Hash(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));
}
