using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Social.ReactFrontEnd;

/// <summary>
/// The original front end in a browser on an origin of its own: what it asks, a preflight before it wherever a browser would
/// send one, and what of the answer the browser lets it see.
/// </summary>
/// <param name="api">The API, without anybody's token.</param>
/// <param name="token">What lies in <c>localStorage</c> under <c>access_token</c>; null for nothing.</param>
internal sealed class FrontEnd(HttpClient api, string? token)
{
    /// <summary>An answer as <c>lib/Requests</c> takes it: <c>res.status</c>, and <c>await res.json()</c>, which must not throw.</summary>
    public sealed record Answer(int Status, JsonNode? Data);

    /// <summary><c>get</c>, <c>post</c>, <c>put</c> of <c>lib/Requests</c>: always with a content type, with <c>Bearer null</c> for a guest, with a body unless it reads.</summary>
    public Task<Answer> RequestAsync(string method, string path, JsonObject? payload = null, bool auth = true)
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" };
        if (auth) headers["Authorization"] = $"Bearer {token ?? "null"}";
        return FetchAsync(method, path, headers, method == "GET" ? null : payload?.ToJsonString() ?? "null");
    }

    /// <summary>A bare <c>fetch</c> of a page or component.</summary>
    public async Task<Answer> FetchAsync(string method, string path, IReadOnlyDictionary<string, string> headers, string? body = null)
    {
        await PreflightAsync(method, path, headers);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", TestApp.FrontEnd);
        request.Headers.Add("Sec-Fetch-Mode", "cors");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        if (headers.TryGetValue("Content-Type", out var type) || body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? ""));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type ?? "text/plain;charset=UTF-8");
        }
        request.Headers.TryAddWithoutValidation("Accept", headers.GetValueOrDefault("Accept", "*/*"));
        foreach (var (name, value) in headers.Where(header => header.Key is not ("Content-Type" or "Accept"))) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await api.SendAsync(request);
        Assert.Equal(TestApp.FrontEnd, answer.Header("Access-Control-Allow-Origin"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(text.Length > 0, $"{method} {path} answers {(int)answer.StatusCode} without a body, upon which res.json() throws.");
        return new Answer((int)answer.StatusCode, JsonNode.Parse(text));
    }

    /// <summary>What a browser asks first when a header or the method is not one that any form could send.</summary>
    private async Task PreflightAsync(string method, string path, IReadOnlyDictionary<string, string> headers)
    {
        var unusual = headers.Keys.Where(name => name != "Accept").Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ToList();
        if (unusual.Count == 0 && method is "GET" or "HEAD") return;
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", TestApp.FrontEnd);
        request.Headers.Add("Access-Control-Request-Method", method);
        if (unusual.Count > 0) request.Headers.Add("Access-Control-Request-Headers", string.Join(',', unusual));
        using var answer = await api.SendAsync(request);
        Assert.InRange((int)answer.StatusCode, 200, 299);
        Assert.Equal(TestApp.FrontEnd, answer.Header("Access-Control-Allow-Origin"));
        if (method is not ("GET" or "HEAD" or "POST")) Assert.Contains(method, answer.Header("Access-Control-Allow-Methods")!.Split(','));
        var allowed = (answer.Header("Access-Control-Allow-Headers") ?? "").ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries);
        Assert.All(unusual, name => Assert.Contains(name, allowed));
    }
}
