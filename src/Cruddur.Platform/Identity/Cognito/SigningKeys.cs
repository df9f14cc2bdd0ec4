using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>
/// The keys that the pool signs with, as it publishes them. A key that is known costs no call; an unknown one lets them be
/// read anew, at most once in ten seconds, so that made-up ids are no burden on anybody. They are read in the background
/// when they are an hour old, and stay good for a day when they cannot be read.
/// </summary>
public sealed partial class SigningKeys(CognitoSettings settings, CognitoHttp http, TimeProvider clock, ILogger<SigningKeys> log)
{
    private const int LeastBits = 2048;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Good = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim reading = new(1);
    private volatile KeySet? keys;
    private DateTimeOffset triedAt = DateTimeOffset.MinValue;

    /// <summary>The key of that id, or null when the pool has none.</summary>
    internal async ValueTask<SigningKey?> FindAsync(string id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (keys is { } known && now - known.ReadAt < Good && known.ById.TryGetValue(id, out var key))
        {
            if (now - known.ReadAt >= Fresh) _ = ReadAsync(known, CancellationToken.None);
            return key;
        }
        await ReadAsync(keys, ct);
        return keys is { } read && clock.GetUtcNow() - read.ReadAt < Good ? read.ById.GetValueOrDefault(id) : null;
    }

    /// <summary>Reads them, unless somebody has since <paramref name="before"/> was looked at, or tried within ten seconds.</summary>
    private async Task ReadAsync(KeySet? before, CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (!ReferenceEquals(keys, before) || now - triedAt < Pause) return;
            triedAt = now;
            keys = new KeySet(await FetchAsync(ct), now);
        }
        catch (Exception error) when (IsUnread(error, ct))
        {
            LogUnread(settings.KeysUrl, error.Message);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Looks at what the pool publishes, unless the emulator is allowed. A pool that does not answer is no reason not to start.</summary>
    /// <exception cref="SettingsException">It is the key of an emulator.</exception>
    internal async Task RefuseEmulatorAsync(CancellationToken ct)
    {
        if (settings.IsEmulatorAllowed) return;
        try
        {
            using var json = JsonDocument.Parse(await http.Client.GetByteArrayAsync(settings.KeysUrl, ct));
            if (Keys(json).Any(key => Bytes(key, "n") is { } modulus && EmulatorKey.Is(modulus)))
                throw new SettingsException($"{settings.KeysUrl} publishes the signing key of cognito-local, which everybody has, so anybody could sign in as anybody. Name a real pool in Cognito:UserPoolId, or use the emulator with the embedded database.");
        }
        catch (Exception error) when (IsUnread(error, ct))
        {
            LogUnread(settings.KeysUrl, error.Message);
        }
    }

    private async Task<Dictionary<string, SigningKey>> FetchAsync(CancellationToken ct)
    {
        using var json = JsonDocument.Parse(await http.Client.GetByteArrayAsync(settings.KeysUrl, ct));
        var found = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        foreach (var key in Keys(json))
        {
            if (Text(key, "kid") is not { Length: > 0 and <= 256 } id || Text(key, "kty") != "RSA") continue;
            if (Text(key, "alg") is not (null or "RS256") || Text(key, "use") is not (null or "sig")) continue;
            if (Bytes(key, "n") is not { } modulus || Bytes(key, "e") is not { } exponent || modulus.Length * 8 < LeastBits) continue;
            if (!settings.IsEmulatorAllowed && EmulatorKey.Is(modulus)) LogEmulator(settings.KeysUrl);
            else found[id] = new SigningKey(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }
        return found.Count > 0 ? found : throw new InvalidDataException("it has no RSA key for signatures");
    }

    private static bool IsUnread(Exception error, CancellationToken ct) =>
        error is HttpRequestException or JsonException or InvalidDataException || (error is OperationCanceledException && !ct.IsCancellationRequested);

    private static IEnumerable<JsonElement> Keys(JsonDocument json) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array
            ? keys.EnumerateArray().Where(key => key.ValueKind == JsonValueKind.Object)
            : throw new InvalidDataException("it is no list of keys");

    private static string? Text(JsonElement key, string name) => key.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement key, string name) => Text(key, name) is { } text ? Base64UrlText.Decode(text) : null;

    [LoggerMessage(1, LogLevel.Warning, "The signing keys at {Url} could not be read: {Reason}")]
    private partial void LogUnread(Uri url, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Url} publishes the signing key of an emulator, which everybody has; it is not believed")]
    private partial void LogEmulator(Uri url);

    private sealed record KeySet(Dictionary<string, SigningKey> ById, DateTimeOffset ReadAt);
}

/// <summary>One public key. The framework's RSA is not for several threads at once, so each borrows one.</summary>
internal sealed class SigningKey(RSAParameters key)
{
    private readonly ConcurrentBag<RSA> idle = [];

    /// <summary>Whether a signature is RSASSA-PKCS1-v1_5 with SHA-256 (RS256) of that data by this key.</summary>
    public bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!idle.TryTake(out var rsa)) rsa = RSA.Create(key);
        var isRight = rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        idle.Add(rsa);
        return isRight;
    }
}
