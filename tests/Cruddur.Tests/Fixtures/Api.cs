using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Cruddur.Tests.Fixtures;

/// <summary>A crud as the API answers it, as far as tests look at it.</summary>
public sealed record Crud(Guid Uuid, string Handle, string Message, int RepliesCount, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt)
{
    public string Page => $"/@{Handle}/status/{Uuid}";
}

/// <summary>What tests say to the JSON API, and read from it.</summary>
public static class Api
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Posts a crud that must be accepted.</summary>
    public static async Task<Crud> PostCrudAsync(this HttpClient api, string message, string ttl = "7-days", string? key = null)
    {
        using var answer = await api.TryCrudAsync(message, ttl, key);
        return await answer.ReadAsync<Crud>();
    }

    /// <summary>Posts a crud that may be refused.</summary>
    public static Task<HttpResponseMessage> TryCrudAsync(this HttpClient api, string? message, string? ttl = "7-days", string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/activities") { Content = Json(new JsonObject { ["message"] = message, ["ttl"] = ttl }) };
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return api.SendAsync(request);
    }

    /// <summary>Posts a body as it is.</summary>
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient api, string path, string body) =>
        api.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient api, string? email, string? password) =>
        api.PostAsync("/api/auth/signin", Json(new JsonObject { ["email"] = email, ["password"] = password }));

    /// <summary>What a path answers, which must be a list of cruds.</summary>
    public static async Task<IReadOnlyList<Crud>> CrudsAsync(this HttpClient api, string path)
    {
        using var answer = await api.GetAsync(path);
        return await answer.ReadAsync<List<Crud>>();
    }

    /// <summary>The messages of the cruds that a path lists.</summary>
    public static async Task<IEnumerable<string>> MessagesAsync(this HttpClient api, string path) =>
        (await api.CrudsAsync(path)).Select(crud => crud.Message);

    /// <summary>The status that a path answers with.</summary>
    public static async Task<int> StatusAsync(this HttpClient api, string path)
    {
        using var answer = await api.GetAsync(path);
        return (int)answer.StatusCode;
    }

    /// <summary>The body of an answer, which must have that status.</summary>
    public static async Task<string> BodyAsync(this HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, string.Create(CultureInfo.InvariantCulture, $"expected {status}, got {(int)answer.StatusCode}: {body}"));
        return body;
    }

    /// <summary>The record in an answer, which must be 200.</summary>
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer) => JsonSerializer.Deserialize<T>(await answer.BodyAsync(200), Wire)!;

    /// <summary>The JSON in an answer, which must have that status.</summary>
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer, int status = 200) => JsonNode.Parse(await answer.BodyAsync(status))!;

    /// <summary>The value of a header, or null.</summary>
    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public static StringContent Json(JsonNode body) => new(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
