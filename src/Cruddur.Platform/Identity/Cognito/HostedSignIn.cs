using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>What this browser's sign-in at the hosted pages began with; it must come back with the same.</summary>
/// <param name="State">Tells that the answer belongs to a question of this browser.</param>
/// <param name="Nonce">Tells that the id token was made for this question.</param>
/// <param name="Verifier">Proves to Cognito that the code was asked for from here (RFC 7636).</param>
/// <param name="ReturnTo">Where the person wanted to go.</param>
/// <param name="ExpiresAt">Seconds since 1970.</param>
internal sealed record HostedQuestion(string State, string Nonce, string Verifier, string ReturnTo, long ExpiresAt);

/// <param name="Person"></param>
/// <param name="Tokens"></param>
/// <param name="ProvedAt">When they entered their password there; null when the pool does not tell.</param>
internal sealed record HostedAnswer(CognitoPerson Person, CognitoTokens Tokens, DateTimeOffset? ProvedAt);

/// <summary>Signing in at the pool's own pages: OAuth's authorization code with PKCE, and OpenID Connect's nonce.</summary>
public sealed partial class HostedSignIn(
    CognitoSettings settings, CognitoHttp http, TokenVerifier verifier, CognitoPeople people, CognitoSessions refreshes, TimeProvider clock, ILogger<HostedSignIn> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    internal static RequestError Failed(Exception? inner = null) =>
        new(400, Texts.HostedStale, inner: inner);

    /// <summary>A new question, and the address where it is asked.</summary>
    internal (HostedQuestion Question, string Address) Ask(string returnTo, Uri callback)
    {
        var question = new HostedQuestion(Random(), Random(), Random(), returnTo, (clock.GetUtcNow() + Patience).ToUnixTimeSeconds());
        return (question, QueryHelpers.AddQueryString(new Uri(settings.Domain!, "oauth2/authorize").ToString(), new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = settings.ClientId,
            ["redirect_uri"] = callback.ToString(),
            ["scope"] = "openid email profile aws.cognito.signin.user.admin",
            ["state"] = question.State,
            ["nonce"] = question.Nonce,
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(question.Verifier))),
            ["code_challenge_method"] = "S256",
            // Its own cookie outlives signing out here; whoever comes next to this browser is asked nonetheless.
            ["prompt"] = "login",
        }));
    }

    /// <summary>The person that an answer to the question stands for, and what their session is renewed with.</summary>
    /// <exception cref="RequestError">400: it is no answer to it. 403: the account is not active here. 503: Cognito does not answer.</exception>
    internal async Task<HostedAnswer> AnswerAsync(HostedQuestion? question, (string? State, string? Code) answer, Uri callback, CancellationToken ct)
    {
        if (question is null || answer is not ({ } state, { Length: > 0 and <= 2048 } code) || clock.GetUtcNow().ToUnixTimeSeconds() >= question.ExpiresAt || !TriggerCaller.Same(question.State, state)) throw Failed();
        using var tokens = await ExchangeAsync(code, question, callback, ct);
        string Text(string name) => tokens.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var (id, refusal) = await verifier.VerifyAsync(Text("id_token"), TokenUse.Id, ct);
        if (id is not { Profile: { } profile } || id.Nonce != question.Nonce)
        {
            LogRefused(refusal ?? "wrong nonce");
            throw Failed();
        }
        var person = await people.EnsureAsync(profile, ct);
        if (person is not { IsActive: true }) throw new RequestError(403, Texts.Inactive);
        return new(person, new CognitoTokens(id.Username, Text("refresh_token") is { Length: > 0 } refresh ? refresh : null), id.ProvedAt);
    }

    /// <summary>Keeps what a session that began so is renewed with, and since when the person has proved who they are.</summary>
    internal async Task KeepAsync(Session session, HostedAnswer answer, CancellationToken ct)
    {
        if (answer.ProvedAt is { } proved) await refreshes.ProveAsync(session.Token, proved, ct);
        if (answer.Tokens.RefreshToken is { } refresh) await refreshes.KeepAsync(session.Token, answer.Tokens.Username, refresh, ct);
    }

    private async Task<JsonDocument> ExchangeAsync(string code, HostedQuestion question, Uri callback, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Domain!, "oauth2/token"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["client_id"] = settings.ClientId,
                ["code"] = code,
                ["redirect_uri"] = callback.ToString(),
                ["code_verifier"] = question.Verifier,
            }),
        };
        if (settings.ClientSecret is { } secret) request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.ClientId}:{secret}")));
        try
        {
            using var answer = await http.Client.SendAsync(request, ct);
            if ((int)answer.StatusCode is >= 400 and < 500)
            {
                LogRefused($"the code is refused with {(int)answer.StatusCode}");
                throw Failed();
            }
            answer.EnsureSuccessStatusCode();
            return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct)) is { RootElement.ValueKind: JsonValueKind.Object } tokens ? tokens : throw Failed();
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw CognitoCalls.Unavailable(error);
        }
    }

    private static string Random() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    [LoggerMessage(1, LogLevel.Warning, "A sign-in at the hosted pages is refused: {Reason}")]
    private partial void LogRefused(string reason);
}
