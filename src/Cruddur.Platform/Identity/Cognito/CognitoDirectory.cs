using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Secrets;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>One account of the pool, as operators see it.</summary>
/// <param name="Status">Such as <c>CONFIRMED</c>.</param>
/// <param name="IsEnabled">False when an operator switched it off.</param>
/// <param name="IsEmailVerified">Whether the person proved that the address is theirs.</param>
public sealed record CognitoAccount(CognitoProfile Profile, string Status, bool IsEnabled, bool IsEmailVerified);

/// <summary>The accounts of the pool, by signed calls with the credentials of this machine.</summary>
public sealed class CognitoDirectory(CognitoSettings settings, CognitoHttp http, Func<string, string?> setting, TimeProvider clock)
{
    private const int PageSize = 60;

    private readonly AwsKeys keys = new(setting);

    /// <summary>Everybody, page by page.</summary>
    /// <exception cref="DatabaseException">CDB-054: there are no credentials, or Cognito refused or does not answer.</exception>
    public async Task<IReadOnlyList<CognitoAccount>> ListAsync(CancellationToken ct)
    {
        var found = new List<CognitoAccount>();
        for (string? token = null; ;)
        {
            var question = new JsonObject { ["UserPoolId"] = settings.UserPoolId, ["Limit"] = PageSize };
            if (token is not null) question["PaginationToken"] = token;
            using var page = await AskAsync("ListUsers", question, ct);
            foreach (var user in page.RootElement.GetProperty("Users").EnumerateArray()) found.Add(Read(user));
            var next = page.RootElement.TryGetProperty("PaginationToken", out var more) ? more.GetString() : null;
            if (next is null || next == token) return found;
            token = next;
        }
    }

    /// <summary>Erases an account; one that is gone already is left alone.</summary>
    /// <exception cref="DatabaseException">CDB-054: there are no credentials, or Cognito refused or does not answer.</exception>
    public async Task EraseAsync(string sub, CancellationToken ct) =>
        (await AskAsync("AdminDeleteUser", new JsonObject { ["UserPoolId"] = settings.UserPoolId, ["Username"] = sub }, ct, "UserNotFoundException")).Dispose();

    /// <param name="operation">Which asks for the permission of the same name.</param>
    /// <param name="question"></param>
    /// <param name="ct"></param>
    /// <param name="answered">A refusal that is an answer too.</param>
    private async Task<JsonDocument> AskAsync(string operation, JsonObject question, CancellationToken ct, string? answered = null)
    {
        var body = Encoding.UTF8.GetBytes(question.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Api) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"AWSCognitoIdentityProviderService.{operation}");
        try
        {
            // An emulator asks for no signature that means anything.
            var signer = settings.Endpoint is null ? await keys.GetAsync(ct) : new ImmutableCredentials("local", "local", null);
            AwsSignature.Sign(request, body, signer, (settings.Region, "cognito-idp"), clock.GetUtcNow());
            using var answer = await http.Client.SendAsync(request, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            var refusal = answer.IsSuccessStatusCode ? null : SecretHttp.FailureType(text) ?? "";
            return refusal is null || refusal == answered ? JsonDocument.Parse(text is "" ? "{}" : text) : throw Refused(operation, (int)answer.StatusCode, refusal);
        }
        catch (SecretUnread none)
        {
            throw new DatabaseException("CDB-054", $"Cognito cannot be asked: {none.Message}. {none.Next}", none.ExitCode, none);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new DatabaseException("CDB-054", $"{settings.Api.Host} does not answer as Cognito does. Check the network and Cognito:Region, then try again.", 5, error);
        }
    }

    private DatabaseException Refused(string operation, int status, string type) => type switch
    {
        "ResourceNotFoundException" => new("CDB-054", $"Cognito knows no pool {settings.UserPoolId} in {settings.Region}. Correct Cognito:UserPoolId or Cognito:Region.", 2),
        "AccessDeniedException" => new("CDB-054", $"AWS refused: these credentials lack cognito-idp:{operation}. Ask for that permission on the pool, then try again.", 6),
        "UnrecognizedClientException" or "InvalidSignatureException" or "ExpiredTokenException" or "MissingAuthenticationTokenException" =>
            new("CDB-054", "AWS does not know these credentials, or no longer. Run 'aws sso login' or 'aws configure', then try again.", 6),
        _ => new("CDB-054", FormattableString.Invariant($"Cognito answered {status} {type}. Try again in a moment."), 5),
    };

    private static CognitoAccount Read(JsonElement user)
    {
        var isVerified = user.TryGetProperty("Attributes", out var attributes) && attributes.EnumerateArray()
            .Any(pair => pair.GetProperty("Name").GetString() == "email_verified" && pair.GetProperty("Value").ToString() is "true" or "True");
        return new CognitoAccount(CognitoCalls.ProfileOf(user, "Attributes", null), user.GetProperty("UserStatus").GetString() ?? "UNKNOWN",
            !user.TryGetProperty("Enabled", out var enabled) || enabled.ValueKind != JsonValueKind.False, isVerified);
    }
}
