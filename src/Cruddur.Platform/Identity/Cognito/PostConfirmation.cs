using System.Text.Json;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>
/// POST /events/cognito/post-confirmation: the pool's trigger after somebody has confirmed their sign-up, which makes their
/// users row. It may come three times at once and late; whoever it never came for gets the row at their first sign-in.
/// </summary>
public sealed class PostConfirmation(CognitoSettings settings, CognitoPeople people)
{
    /// <summary>Cognito gives up after five seconds, and tries three times.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private const string OfSignUp = "PostConfirmation_ConfirmSignUp";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/events/cognito/post-confirmation", async ([FromServices] PostConfirmation? trigger, [FromServices] TriggerCaller? caller, HttpRequest request, CancellationToken ct) =>
        {
            var body = await ReadAsync(request, ct);
            (caller ?? throw NotConfigured()).CheckEvent(request, body);
            await trigger!.RunAsync(body, ct);
            return Results.Bytes(body, "application/json");
        }).ExcludeFromDescription();

        // What Lambda's API looks like to those who invoke a function, so that an emulator of Cognito can.
        routes.MapPost("/2015-03-31/functions/{name}/invocations", async ([FromServices] PostConfirmation? trigger, [FromServices] TriggerCaller? caller, HttpRequest request, CancellationToken ct) =>
        {
            var body = await ReadAsync(request, ct);
            (caller ?? throw NotConfigured()).CheckInvocation(request, body);
            await trigger!.RunAsync(body, ct);
            return Results.Bytes(body, "application/json");
        }).ExcludeFromDescription();
    }

    /// <summary>Does what the event asks for: nothing, unless it is a confirmed sign-up.</summary>
    /// <exception cref="RequestError">400: no event of Cognito. 403: of another pool. 503: not done in time; it may come again.</exception>
    internal async Task RunAsync(byte[] body, CancellationToken ct)
    {
        var (source, pool, profile) = Read(body);
        if (pool != settings.UserPoolId) throw new RequestError(403, "This event is of another user pool.");
        if (source != OfSignUp) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await people.EnsureAsync(profile ?? throw NoEvent(), patience.Token);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw new RequestError(503, "This took too long. Please sign in.", inner: late) { RetryAfterSeconds = 1 };
        }
    }

    private static (string Source, string Pool, CognitoProfile? Profile) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            var root = json.RootElement;
            var (source, pool) = (root.GetProperty("triggerSource").GetString(), root.GetProperty("userPoolId").GetString());
            if (source is null || pool is null) throw NoEvent();
            var attributes = root.GetProperty("request").GetProperty("userAttributes");
            string? Text(string name) => attributes.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return (source, pool, Text("sub") is { Length: > 0 and <= 128 } sub && !sub.Any(char.IsControl) ? CognitoProfile.Of(sub, Text) : null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NoEvent();
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return body.ToArray();
    }

    private static RequestError NoEvent() => new(400, "This is no event of Amazon Cognito.");

    private static RequestError NotConfigured() => new(404, ErrorTexts.Of("generic_404"));
}
