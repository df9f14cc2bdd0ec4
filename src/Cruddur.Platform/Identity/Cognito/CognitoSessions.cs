using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Web;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>
/// Sessions of this site that began with the pool. Once an hour the pool is asked, by the refresh token, whether the person
/// may still come in. That token stays on the server, sealed with the session's own token, of which the database has only
/// the hash: a stolen copy of the database opens no account at Cognito.
/// </summary>
public sealed partial class CognitoSessions(
    Db db, CognitoCalls calls, CognitoSettings settings, TimeProvider clock, CognitoBearer bearer, CognitoPeople people, ILogger<CognitoSessions> log)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>How long a person who was switched off at Cognito can stay here.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromHours(1);

    /// <summary>When to ask again after Cognito did not answer.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private static readonly byte[] Purpose = "cruddur cognito refresh"u8.ToArray();

    private static readonly Query<(byte[] Sealed, DateTimeOffset RefreshAt)> Refresh =
        Query.Of("Platform/Identity/Cognito/Cognito.sql#Refresh", row => (row.Bytes(0), row.Instant(1)));

    private static readonly Command Prove = Command.Of("Platform/Identity/Cognito/Cognito.sql#Prove");
    private static readonly Command KeepRefresh = Command.Of("Platform/Identity/Cognito/Cognito.sql#KeepRefresh");
    private static readonly Command Refreshed = Command.Of("Platform/Identity/Cognito/Cognito.sql#Refreshed");

    /// <summary>Those who come with the pool's own tokens instead.</summary>
    public CognitoBearer Bearer => bearer;

    /// <summary>The rows of both.</summary>
    public CognitoPeople People => people;

    /// <summary>Notes when somebody proved at the pool who they are: for <see cref="Sessions.Sudo"/> from then on, the browser's session may make dangerous changes.</summary>
    internal Task ProveAsync(string session, DateTimeOffset at, CancellationToken ct) => db.ExecuteAsync(Prove, new Args
    {
        ["token"] = Sessions.Hash(session),
        ["until"] = at + Sessions.Sudo,
    }, ct);

    /// <summary>Keeps what a new session needs to be renewed.</summary>
    /// <param name="session">The session's token, as the browser has it.</param>
    /// <param name="username">The person's name at Cognito, which a client with a secret must repeat.</param>
    /// <param name="refreshToken"></param>
    /// <param name="ct"></param>
    public Task KeepAsync(string session, string username, string refreshToken, CancellationToken ct) => db.ExecuteAsync(KeepRefresh, new Args
    {
        ["token"] = Sessions.Hash(session),
        ["sealed"] = Seal(session, $"{username}\n{refreshToken}"),
        ["refresh_at"] = clock.GetUtcNow() + Believed,
    }, ct);

    /// <summary>Whether a session may go on: it did not begin with the pool, was asked about within the hour, or the pool says yes now, or nothing.</summary>
    internal async ValueTask<bool> StillHoldsAsync(Guid uuid, string session, CancellationToken ct)
    {
        var (box, refreshAt) = await db.FindAsync(Refresh, new Args { ["session"] = uuid }, ct);
        var now = clock.GetUtcNow();
        if (box is null || now < refreshAt) return true;
        var next = now + Believed;
        if (Open(session, box) is not [var username, var refreshToken]) return false;
        try
        {
            var answer = await calls.CallAsync("InitiateAuth", new JsonObject
            {
                ["AuthFlow"] = "REFRESH_TOKEN_AUTH",
                ["ClientId"] = settings.ClientId,
                ["AuthParameters"] = calls.WithSecretHash(username, new JsonObject { ["REFRESH_TOKEN"] = refreshToken }),
            }, ct);
            // Where the client rotates them, the old one ends with the answer.
            if (answer.TryGetProperty("AuthenticationResult", out var result) && result.TryGetProperty("RefreshToken", out var rotated) && rotated.GetString() is { } newer) refreshToken = newer;
        }
        catch (CognitoRefusal refused)
        {
            LogEnded(refused.Type);
            return false;
        }
        catch (RequestError unavailable) when (unavailable.Status == 503)
        {
            LogUnasked();
            next = now + Pause;
        }
        await db.ExecuteAsync(Refreshed, new Args { ["session"] = uuid, ["sealed"] = Seal(session, $"{username}\n{refreshToken}"), ["refresh_at"] = next }, ct);
        return true;
    }

    /// <summary>
    /// Ends at Cognito what ends here: the refresh token of a session, or all that somebody who came with a token of the
    /// pool's has there. What Cognito does not answer to is ended here in any case.
    /// </summary>
    internal async Task EndAsync(Viewer viewer, string token, CancellationToken ct)
    {
        if (viewer.SessionUuid == Guid.Empty)
        {
            await people.CutOffAsync(db, viewer.Uuid, ct);
            await TryAsync("GlobalSignOut", new JsonObject { ["AccessToken"] = token }, ct);
            return;
        }
        var (box, _) = await db.FindAsync(Refresh, new Args { ["session"] = viewer.SessionUuid }, ct);
        if (box is null || Open(token, box) is not [_, var refreshToken]) return;
        var request = new JsonObject { ["ClientId"] = settings.ClientId, ["Token"] = refreshToken };
        if (settings.ClientSecret is { } secret) request["ClientSecret"] = secret;
        await TryAsync("RevokeToken", request, ct);
    }

    private async Task TryAsync(string operation, JsonObject request, CancellationToken ct)
    {
        try
        {
            await calls.CallAsync(operation, request, ct);
        }
        catch (Exception error) when (error is CognitoRefusal or RequestError { Status: 503 })
        {
            LogNotSignedOut(operation, error);
        }
    }

    private static byte[] Seal(string session, string text)
    {
        var (plain, nonce) = (Encoding.UTF8.GetBytes(text), RandomNumberGenerator.GetBytes(NonceBytes));
        var (cipher, tag) = (new byte[plain.Length], new byte[TagBytes]);
        using var aes = new AesGcm(KeyOf(session), TagBytes);
        aes.Encrypt(nonce, plain, cipher, tag);
        return [.. nonce, .. tag, .. cipher];
    }

    private static string[]? Open(string session, byte[] box)
    {
        if (box.Length < NonceBytes + TagBytes) return null;
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(KeyOf(session), TagBytes);
        try
        {
            aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        return Encoding.UTF8.GetString(plain).Split('\n', 2);
    }

    private static byte[] KeyOf(string session) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(session), 32, info: Purpose);

    [LoggerMessage(1, LogLevel.Information, "A session ended because Cognito does not renew it: {Reason}")]
    private partial void LogEnded(string reason);

    [LoggerMessage(2, LogLevel.Warning, "Cognito does not answer; a session goes on unasked for five minutes")]
    private partial void LogUnasked();

    [LoggerMessage(3, LogLevel.Warning, "{Operation} failed; the session has ended here, and not at Cognito")]
    private partial void LogNotSignedOut(string operation, Exception error);
}
