using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Cognito refused; its texts are for the log, since they may tell whether an e-mail is known.</summary>
/// <param name="type">Such as <c>NotAuthorizedException</c>.</param>
/// <param name="message">What Cognito says.</param>
public sealed class CognitoRefusal(string type, string message) : Exception($"{type}: {message}")
{
    public string Type { get; } = type;
}

/// <summary>The operations of Cognito's JSON 1.1 protocol that an app client may call by itself, so without AWS credentials.</summary>
public sealed class CognitoCalls(CognitoSettings settings, CognitoHttp http)
{
    private const string Target = "AWSCognitoIdentityProviderService";

    /// <summary>Calls one operation.</summary>
    /// <exception cref="CognitoRefusal">Cognito refused.</exception>
    /// <exception cref="RequestError">503: Cognito does not answer, or is at fault.</exception>
    public async Task<JsonElement> CallAsync(string operation, JsonObject body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Api) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"{Target}.{operation}");
        try
        {
            using var answer = await http.Client.SendAsync(request, ct);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct) is { Length: > 0 } bytes ? bytes : "{}"u8.ToArray());
            return answer.IsSuccessStatusCode ? json.RootElement.Clone() : throw Refused((int)answer.StatusCode, json.RootElement);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw Unavailable(error);
        }
    }

    /// <summary>What Cognito knows of whoever an access token belongs to.</summary>
    /// <exception cref="CognitoRefusal">The token is not good any more, or not for this.</exception>
    public async Task<CognitoProfile> GetUserAsync(string accessToken, string sub, CancellationToken ct)
    {
        var user = await CallAsync("GetUser", new JsonObject { ["AccessToken"] = accessToken }, ct);
        return ProfileOf(user, "UserAttributes", sub);
    }

    /// <summary>The proof that a client with a secret adds to what it says of a person; null for one without.</summary>
    public string? SecretHash(string username) => settings.ClientSecret is { } secret
        ? Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username + settings.ClientId)))
        : null;

    /// <summary>Parameters of a sign-in with <see cref="SecretHash"/> where the client has a secret.</summary>
    internal JsonObject WithSecretHash(string username, JsonObject parameters)
    {
        if (SecretHash(username) is { } proof) parameters["SECRET_HASH"] = proof;
        return parameters;
    }

    internal static RequestError Unavailable(Exception inner) =>
        new(503, Texts.Unavailable, inner: inner) { RetryAfterSeconds = 5 };

    /// <summary>Reads a person out of a list of named values.</summary>
    internal static CognitoProfile ProfileOf(JsonElement user, string list, string? sub)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (user.TryGetProperty(list, out var values) && values.ValueKind == JsonValueKind.Array)
        {
            foreach (var pair in values.EnumerateArray())
            {
                if (pair.TryGetProperty("Name", out var name) && pair.TryGetProperty("Value", out var value) && value.ValueKind == JsonValueKind.String) attributes[name.GetString() ?? ""] = value.GetString()!;
            }
        }
        var known = attributes.GetValueOrDefault("sub");
        return sub is null || known == sub
            ? CognitoProfile.Of(known ?? throw new CognitoRefusal("NoSubject", "the answer names no sub"), attributes.GetValueOrDefault)
            : throw new CognitoRefusal("WrongSubject", "the answer is about another person");
    }

    private static Exception Refused(int status, JsonElement body)
    {
        string? Text(string name) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var refusal = new CognitoRefusal(Text("__type")?.Split('#')[^1] ?? $"Status{status}", Text("message") ?? Text("Message") ?? "no reason");
        return status >= 500 && refusal.Type != "Unsupported" ? Unavailable(refusal) : refusal;
    }
}
