using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cruddur.Smoke;

/// <summary>An answer of the Cruddur that is looked at.</summary>
internal sealed record Answer(int Status, string Body, string? Policy);

/// <summary>A running Cruddur seen from outside.</summary>
internal sealed class Peer(HttpClient http, Uri address) : IDisposable
{
    private const int Shown = 200;

    /// <summary>The bearer token, once there is one.</summary>
    public string? Token { get; set; }

    public Task<Answer> GetAsync(string step, string path, CancellationToken ct) => SendAsync(step, HttpMethod.Get, path, null, null, ct);

    public async Task<Answer> SendAsync(string step, HttpMethod method, string path, JsonNode? body, string? key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        if (body is not null) request.Content = JsonContent.Create(body);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (Token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        try
        {
            using var response = await http.SendAsync(request, ct);
            return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct),
                response.Headers.TryGetValues("Content-Security-Policy", out var policy) ? string.Join(';', policy) : null);
        }
        catch (Exception error) when (!ct.IsCancellationRequested && error is HttpRequestException or OperationCanceledException)
        {
            throw new SmokeFailure(step, $"{address} does not answer ({error.GetBaseException().Message.TrimEnd('.')})", reached: false);
        }
    }

    /// <exception cref="SmokeFailure">Another status came.</exception>
    public static Answer Demand(string step, Answer answer, int status) => answer.Status == status ? answer
        : throw new SmokeFailure(step, FormattableString.Invariant($"answered {answer.Status} instead of {status}: {OneLine(answer.Body)}"));

    /// <exception cref="SmokeFailure">It is no JSON.</exception>
    public static JsonNode Json(string step, Answer answer)
    {
        try
        {
            return JsonNode.Parse(answer.Body)!;
        }
        catch (JsonException)
        {
            throw new SmokeFailure(step, $"answered no JSON: {OneLine(answer.Body)}");
        }
    }

    public void Dispose() => http.Dispose();

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "nothing" : line.Length <= Shown ? line : $"{line[..Shown]}…";
    }
}
