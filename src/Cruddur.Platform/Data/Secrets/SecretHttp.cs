using System.Net;
using System.Text.Json;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>The HTTP clients that secrets travel through: none follows a redirect, and none keeps or logs a body.</summary>
internal static class SecretHttp
{
    private const int MostBytes = 1 << 20;

    /// <summary>For an endpoint on this machine: no proxy may come between.</summary>
    public static HttpClient Local(TimeSpan timeout) => Create(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = timeout }, timeout);

    /// <summary>For AWS itself.</summary>
    public static HttpClient Remote(TimeSpan timeout) => Create(new SocketsHttpHandler { ConnectTimeout = timeout }, timeout);

    /// <summary>AWS's name for a failure (<c>__type</c>, without its namespace); null when the body has none.</summary>
    public static string? FailureType(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("__type", out var type) && type.ValueKind == JsonValueKind.String
                ? type.GetString()!.Split('#')[^1]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the answer to GetSecretValue or GetParameter.</summary>
    /// <exception cref="SecretUnread">The answer is no such JSON, or the secret is not text.</exception>
    public static SecretValue ReadValue(SecretName name, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = name.Store == SecretStore.ParameterStore ? json.RootElement.GetProperty("Parameter") : json.RootElement;
            var (text, version, changed) = name.Store == SecretStore.ParameterStore ? ("Value", "Version", "LastModifiedDate") : ("SecretString", "VersionId", "CreatedDate");
            if (!root.TryGetProperty(text, out var value) || value.ValueKind != JsonValueKind.String)
                throw new SecretUnread("it is binary, not text", $"Store it as text, or correct {name.Setting}.", true, 2);
            return new SecretValue(value.GetString()!, root.TryGetProperty(version, out var id) ? id.ToString() : "?", ReadTime(root, changed));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SecretUnread("the answer is not the JSON that AWS documents", "Check who listens there.", false, 5);
        }
    }

    /// <summary>A time of an answer: seconds since 1970 by JSON 1.1, or ISO 8601 by the agent.</summary>
    public static DateTimeOffset? ReadTime(JsonElement parent, string property)
    {
        if (!parent.TryGetProperty(property, out var time)) return null;
        if (time.ValueKind == JsonValueKind.Number) return DateTimeOffset.UnixEpoch.AddSeconds(time.GetDouble());
        return time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var moment) ? moment : null;
    }

    private static HttpClient Create(SocketsHttpHandler handler, TimeSpan timeout)
    {
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.None;
        return new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = MostBytes };
    }
}
