using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>
/// Decides whether an event comes from the pool's trigger: it is signed with <c>Cognito:TriggerSecret</c>, or this process is
/// the Lambda function <c>Cognito:TriggerFunction</c> and the event its invocation. Signatures are good for five minutes.
/// </summary>
public sealed class TriggerCaller(CognitoSettings settings, TimeProvider clock)
{
    /// <summary>Carries <c>t={seconds since 1970},v1={hex of HMAC-SHA256 of "{t}.{body}"}</c>.</summary>
    public const string SignatureHeader = "Cruddur-Signature";

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    /// <summary>The function that Lambda says this process is; nobody but Lambda sets it.</summary>
    internal string? RunsAs { get; init; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME");

    /// <summary>An event that was posted.</summary>
    /// <exception cref="RequestError">403: it does not come from the trigger.</exception>
    public void CheckEvent(HttpRequest request, byte[] body)
    {
        if (!IsSigned(request, body) && !IsInvocation(request)) throw Foreign();
    }

    /// <summary>An invocation by Lambda's API, signed as AWS's SDKs sign with the secret as secret key.</summary>
    /// <exception cref="RequestError">403: it does not come from the trigger.</exception>
    public void CheckInvocation(HttpRequest request, byte[] body)
    {
        if (settings.TriggerSecret is not { } secret || !InvocationSignature.IsRight(request, body, secret, IsRecent)) throw Foreign();
    }

    private bool IsSigned(HttpRequest request, byte[] body)
    {
        if (settings.TriggerSecret is not { } secret || request.Headers[SignatureHeader] is not [{ } header]) return false;
        if (header.Split(',') is not [['t', '=', .. var stamp], ['v', '1', '=', .. var given]] || given.Length != 64) return false;
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799 || !IsRecent(DateTimeOffset.FromUnixTimeSeconds(seconds))) return false;
        return Same(Sign(secret, seconds, body), given);
    }

    /// <summary>The hex of a signature.</summary>
    public static string Sign(string secret, long seconds, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seconds}.")), .. body];
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    /// <summary>What the Lambda Web Adapter, on this very machine, passes on that is no HTTP request: of one, the request context is an object.</summary>
    private bool IsInvocation(HttpRequest request)
    {
        if (settings.TriggerFunction is not { } function || RunsAs != function) return false;
        if (request.HttpContext.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from)) return false;
        if (request.Headers["x-amzn-lambda-context"] is not [{ } context] || request.Headers["x-amzn-request-context"] is not [{ } inlet]) return false;
        return !inlet.Contains('{', StringComparison.Ordinal) && FunctionOf(context) == function;
    }

    private static string? FunctionOf(string context)
    {
        try
        {
            using var json = JsonDocument.Parse(context);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("invoked_function_arn", out var arn) && arn.ValueKind == JsonValueKind.String
                ? arn.GetString()!.Split(':').ElementAtOrDefault(6)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsRecent(DateTimeOffset moment) => (clock.GetUtcNow() - moment).Duration() <= Age;

    internal static bool Same(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given));

    private static RequestError Foreign() => new(403, "Events are taken from the configured caller only.");
}
