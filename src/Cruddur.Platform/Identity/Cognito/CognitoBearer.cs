using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Access tokens of the pool at the API. Who comes with one for the first time gets a users row.</summary>
public sealed partial class CognitoBearer(TokenVerifier verifier, CognitoCalls calls, CognitoPeople people, ILogger<CognitoBearer> log)
{
    /// <summary>The person that a token stands for and when it ends, or null when it is not believed.</summary>
    internal async ValueTask<(Viewer Viewer, DateTimeOffset Until)?> ViewerAsync(string accessToken, CancellationToken ct)
    {
        var (token, refusal) = await verifier.VerifyAsync(accessToken, TokenUse.Access, ct);
        if (token is null)
        {
            LogRefused(refusal!);
            return null;
        }
        if ((await people.FindAsync(token.Sub, ct) ?? await AddAsync(accessToken, token, ct)) is not { IsActive: true } person) return null;
        // Issued in the very second in which the person signed out everywhere, it counts as issued before.
        if (person.TokensAfter >= token.IssuedAt) return null;
        return (new Viewer(person.Uuid, person.Handle, person.DisplayName, Guid.Empty) { IsAdmin = person.IsAdmin, DeleteAt = person.DeleteAt }, token.ExpiresAt + TokenVerifier.Skew);
    }

    private async Task<CognitoPerson?> AddAsync(string accessToken, VerifiedToken token, CancellationToken ct)
    {
        try
        {
            return await people.EnsureAsync(await calls.GetUserAsync(accessToken, token.Sub, ct), ct);
        }
        catch (CognitoRefusal refused)
        {
            // Its owner is gone or switched off there, or it may not read who that is.
            LogUnknown(refused.Type);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "A token of Cognito is not believed: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(2, LogLevel.Information, "Cognito does not tell whose a valid token is: {Reason}. The app client's tokens need the scope aws.cognito.signin.user.admin.")]
    private partial void LogUnknown(string reason);
}
