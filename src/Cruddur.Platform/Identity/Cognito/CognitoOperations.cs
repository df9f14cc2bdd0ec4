using System.Text.Json;
using System.Text.Json.Nodes;
using Cruddur.Platform.Web;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Where a sign-in with Cognito has come to; exactly one of the three is there, or none for an address that waits for its code.</summary>
/// <param name="Person">Who is signed in.</param>
/// <param name="Tokens">What their session is renewed with.</param>
/// <param name="Challenge">What else is asked for.</param>
internal sealed record CognitoSignIn(CognitoPerson? Person, CognitoTokens? Tokens, CognitoChallenge? Challenge);

/// <param name="Username">The person's name at Cognito.</param>
/// <param name="RefreshToken">Null when the client gives none.</param>
internal sealed record CognitoTokens(string Username, string? RefreshToken);

/// <summary>What Cognito asks for besides the password; whoever has this may answer, so it stays sealed on its way through a browser.</summary>
/// <param name="Name">Such as <c>SOFTWARE_TOKEN_MFA</c>.</param>
/// <param name="Session">Cognito's own, good for a few minutes.</param>
/// <param name="Username"></param>
internal sealed record CognitoChallenge(string Name, string Session, string Username)
{
    /// <summary>Asked of whoever was given an account with a password that is only good for the first sign-in.</summary>
    public const string NewPassword = "NEW_PASSWORD_REQUIRED";

    /// <summary>Whether another password is asked for, and not a code.</summary>
    public bool AsksForPassword => Name == NewPassword;
}

/// <summary>
/// Sign-up, confirmation, sign-in and recovery at Cognito, over its JSON protocol. What Cognito refuses becomes Cruddur's own
/// codes, and none of them tells whether an address is known.
/// </summary>
public sealed partial class CognitoOperations(
    CognitoSettings settings, CognitoCalls calls, CognitoPeople people, TokenVerifier verifier, ILogger<CognitoOperations> log)
{
    private const string AuthenticatorApp = "SOFTWARE_TOKEN_MFA";

    /// <summary>Which answer each challenge takes.</summary>
    private static readonly Dictionary<string, string> Answers = new(StringComparer.Ordinal)
    {
        [AuthenticatorApp] = "SOFTWARE_TOKEN_MFA_CODE",
        ["SMS_MFA"] = "SMS_MFA_CODE",
        ["EMAIL_OTP"] = "EMAIL_OTP_CODE",
        [CognitoChallenge.NewPassword] = "NEW_PASSWORD",
    };

    /// <summary>What Cognito says of an address that it does not know, or has nothing to send to.</summary>
    private static readonly string[] Unknown = ["UserNotFoundException", "NotAuthorizedException", "InvalidParameterException", "CodeDeliveryFailureException"];

    /// <summary>Begins an account. For an address that has one nothing happens, and the answer is the same.</summary>
    /// <exception cref="RequestError">422 <c>password_refused</c>; 429; 503.</exception>
    internal Task SignUpAsync(CognitoProfile profile, string password, CancellationToken ct) => SilentlyAsync("SignUp", new JsonObject
    {
        ["Username"] = profile.Email,
        ["Password"] = password,
        ["UserAttributes"] = new JsonArray(Pair("email", profile.Email), Pair("name", profile.Name), Pair("preferred_username", profile.Handle)),
    }, profile.Email!, ["UsernameExistsException", "AliasExistsException"], ct);

    /// <summary>Confirms an address by the code that was sent to it.</summary>
    /// <exception cref="RequestError">422 <c>code_invalid</c>; 429; 503.</exception>
    internal Task ConfirmAsync(string email, string code, CancellationToken ct) =>
        SilentlyAsync("ConfirmSignUp", new JsonObject { ["Username"] = email, ["ConfirmationCode"] = code }, email, [], ct);

    /// <summary>Sends another code to an address that waits for one.</summary>
    /// <exception cref="RequestError">429; 503.</exception>
    internal Task ResendAsync(string email, CancellationToken ct) => SilentlyAsync("ResendConfirmationCode", new JsonObject { ["Username"] = email }, email, Unknown, ct);

    /// <summary>Sends a code with which a new password can be set.</summary>
    /// <exception cref="RequestError">429; 503.</exception>
    internal Task SendRecoveryAsync(string email, CancellationToken ct) => SilentlyAsync("ForgotPassword", new JsonObject { ["Username"] = email }, email, Unknown, ct);

    /// <summary>Sets a new password by that code.</summary>
    /// <exception cref="RequestError">422 <c>code_invalid</c> or <c>password_refused</c>; 429; 503.</exception>
    internal Task RecoverAsync(string email, string code, string password, CancellationToken ct) =>
        SilentlyAsync("ConfirmForgotPassword", new JsonObject { ["Username"] = email, ["ConfirmationCode"] = code, ["Password"] = password }, email, [], ct);

    /// <summary>Asks Cognito whether e-mail and password belong together.</summary>
    /// <exception cref="RequestError">401 <c>credentials_invalid</c>; 403: a step that only Cognito's own pages have, or an account that is not active here; 429; 503.</exception>
    internal async Task<CognitoSignIn> SignInAsync(string email, string password, CancellationToken ct)
    {
        try
        {
            var answer = await calls.CallAsync("InitiateAuth", new JsonObject
            {
                ["AuthFlow"] = "USER_PASSWORD_AUTH",
                ["ClientId"] = settings.ClientId,
                ["AuthParameters"] = calls.WithSecretHash(email, new JsonObject { ["USERNAME"] = email, ["PASSWORD"] = password }),
            }, ct);
            return await ReadAsync(answer, email, ct);
        }
        catch (CognitoRefusal refused) when (refused.Type == "UserNotConfirmedException")
        {
            return new CognitoSignIn(null, null, null);
        }
        catch (CognitoRefusal refused)
        {
            throw Wrong("InitiateAuth", refused, new RequestError(401, ErrorTexts.Of("credentials_invalid")));
        }
    }

    /// <summary>Goes on with a sign-in by the code of the second factor, or by the new password.</summary>
    /// <exception cref="RequestError">422 <c>factor_code_wrong</c> or <c>password_refused</c>; 422 <c>factor_challenge_over</c>: sign in again; as <see cref="SignInAsync"/>.</exception>
    internal async Task<CognitoSignIn> AnswerAsync(CognitoChallenge challenge, string answer, CancellationToken ct)
    {
        try
        {
            return await RespondAsync(challenge, Answers[challenge.Name], answer, ct);
        }
        catch (CognitoRefusal refused)
        {
            throw Wrong("RespondToAuthChallenge", refused, refused.Type is "CodeMismatchException" or "EnableSoftwareTokenMFAException" or "ExpiredCodeException"
                ? RequestError.Invalid("factor_code_wrong")
                : RequestError.Invalid("factor_challenge_over"));
        }
    }

    private async Task<CognitoSignIn> ReadAsync(JsonElement answer, string username, CancellationToken ct)
    {
        if (answer.TryGetProperty("ChallengeName", out var name) && name.ValueKind == JsonValueKind.String) return await ChallengedAsync(answer, name.GetString()!, username, ct);
        var result = answer.GetProperty("AuthenticationResult");
        var accessToken = result.GetProperty("AccessToken").GetString()!;
        // A token that comes from Cognito itself is verified all the same: an address that was set wrongly shows here.
        var (token, refusal) = await verifier.VerifyAsync(accessToken, TokenUse.Access, ct);
        if (token is null) throw CognitoCalls.Unavailable(new CognitoRefusal("UnverifiedToken", refusal!));
        var person = await people.EnsureAsync(await calls.GetUserAsync(accessToken, token.Sub, ct), ct);
        if (person is not { IsActive: true }) throw new RequestError(401, ErrorTexts.Of("credentials_invalid"));
        return new CognitoSignIn(person, new CognitoTokens(token.Username, Text(result, "RefreshToken")), null);
    }

    private async Task<CognitoSignIn> ChallengedAsync(JsonElement answer, string name, string username, CancellationToken ct)
    {
        var parameters = answer.TryGetProperty("ChallengeParameters", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var challenge = new CognitoChallenge(name, Text(answer, "Session") ?? "", Text(parameters, "USER_ID_FOR_SRP") ?? username);
        if (name == "SELECT_MFA_TYPE" && Text(parameters, "MFAS_CAN_CHOOSE")?.Contains(AuthenticatorApp, StringComparison.Ordinal) == true)
            return await RespondAsync(challenge, "ANSWER", AuthenticatorApp, ct);
        // Cruddur does not ask for what else the pool may want to know of whoever chooses their first password.
        var asksMore = challenge.AsksForPassword && Text(parameters, "requiredAttributes") is not (null or "" or "[]");
        if (Answers.ContainsKey(name) && !asksMore) return new CognitoSignIn(null, null, challenge);
        LogUnsupported(name);
        throw new RequestError(403, settings.Domain is null
            ? Texts.NeedsStep
            : Texts.NeedsStepThere);
    }

    private async Task<CognitoSignIn> RespondAsync(CognitoChallenge challenge, string field, string value, CancellationToken ct)
    {
        var answer = await calls.CallAsync("RespondToAuthChallenge", new JsonObject
        {
            ["ClientId"] = settings.ClientId,
            ["ChallengeName"] = challenge.Name,
            ["Session"] = challenge.Session,
            ["ChallengeResponses"] = calls.WithSecretHash(challenge.Username, new JsonObject { ["USERNAME"] = challenge.Username, [field] = value }),
        }, ct);
        return await ReadAsync(answer, challenge.Username, ct);
    }

    /// <summary>Calls an operation whose answer says nothing; refusals of these types are kept from whoever asks.</summary>
    private async Task SilentlyAsync(string operation, JsonObject body, string email, string[] kept, CancellationToken ct)
    {
        body["ClientId"] = settings.ClientId;
        if (calls.SecretHash(email) is { } proof) body["SecretHash"] = proof;
        try
        {
            await calls.CallAsync(operation, body, ct);
        }
        catch (CognitoRefusal refused)
        {
            var error = Wrong(operation, refused, RequestError.Invalid("code_invalid"));
            if (!kept.Contains(refused.Type, StringComparer.Ordinal)) throw error;
        }
    }

    /// <summary>What a person is told of a refusal: <paramref name="usual"/>, unless it has nothing to do with whose address it is.</summary>
    private RequestError Wrong(string operation, CognitoRefusal refused, RequestError usual)
    {
        LogRefused(operation, refused.Type);
        return refused.Type switch
        {
            "LimitExceededException" or "TooManyRequestsException" or "TooManyFailedAttemptsException" => RequestError.TooMany(TimeSpan.FromMinutes(15)),
            "InvalidPasswordException" or "PasswordHistoryPolicyViolationException" when operation is "SignUp" or "ConfirmForgotPassword" or "RespondToAuthChallenge" => RequestError.Invalid("password_refused"),
            "InvalidParameterException" when operation == "SignUp" => RequestError.Invalid("signup_refused"),
            "ResourceNotFoundException" or "InvalidUserPoolConfigurationException" or "Unsupported" or "UnexpectedLambdaException" or "InvalidLambdaResponseException" or "UserLambdaValidationException" =>
                CognitoCalls.Unavailable(refused),
            _ => usual,
        };
    }

    private static JsonObject Pair(string name, string? value) => new() { ["Name"] = name, ["Value"] = value };

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [LoggerMessage(1, LogLevel.Information, "Cognito refused {Operation}: {Reason}")]
    private partial void LogRefused(string operation, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Cognito asks for {Challenge}, which only its own pages can answer")]
    private partial void LogUnsupported(string challenge);
}
