using System.Security.Cryptography;
using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Social.Reports;
using Microsoft.AspNetCore.DataProtection;

namespace Cruddur.Social.Seals;

/// <summary>
/// Where the server's owner wants it, keeps what has ended for some hours, encrypted by a key of its own; only a report opens
/// it. The key is a column of the same row and goes with it, so that nothing can be opened afterwards.
/// </summary>
public sealed class SealCruds(Db db, SealSettings settings, IDataProtectionProvider protection, TimeProvider clock)
{
    private const int Batch = 500;

    private static readonly Query<Ended> Unsealed = Query.Of("Social/Seals/Seals.sql#Unsealed", row => new Ended(row.Uuid(0), row.Text(1), row.TextOrNull(2), row.Instant(3)));
    private static readonly Query<Seal> Find = Query.Of("Social/Seals/Seals.sql#Find", row => new Seal(row.Uuid(0), row.Bytes(1), row.Bytes(2)));
    private static readonly Command Store = Command.Of("Social/Seals/Seals.sql#Store");

    /// <summary>Seals everything that has ended by then and is not erased yet. Does nothing where it is switched off.</summary>
    internal async Task RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        if (!settings.IsOn) return;
        while (await db.ListAsync(Unsealed, new Args { ["now"] = now, ["kept"] = settings.Kept, ["limit"] = Batch }, ct) is { Count: > 0 } ended)
        {
            var made = ended.ConvertAll(Make);
            var stored = await db.ExecuteAsync(Store, new Args
            {
                ["uuids"] = ended.Select(crud => crud.Uuid).ToArray(),
                ["keys"] = made.Select(seal => seal.Key).ToArray(),
                ["contents"] = made.Select(seal => seal.Content).ToArray(),
                ["kept"] = settings.Kept,
                ["now"] = now,
            }, ct);
            // Another instance has sealed or erased them all meanwhile; it does the rest as well.
            if (stored == 0 || ended.Count < Batch) return;
        }
    }

    /// <summary>Who wrote what is sealed, and what it said; null when there is nothing, or no more.</summary>
    internal async Task<(Guid Author, ReportedText Text)?> OpenAsync(Guid uuid, CancellationToken ct)
    {
        if (await db.FindAsync(Find, new Args { ["uuid"] = uuid, ["now"] = clock.GetUtcNow() }, ct) is not { } seal) return null;
        byte[] key;
        try
        {
            key = Keys(uuid).Unprotect(seal.SealedKey);
        }
        catch (CryptographicException)
        {
            // A restored database without its keys: what is sealed is gone, as it soon would be.
            return null;
        }
        using var cipher = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var text = new byte[seal.Content.Length - nonce - tag];
        cipher.Decrypt(seal.Content.AsSpan(0, nonce), seal.Content.AsSpan(nonce + tag), seal.Content.AsSpan(nonce, tag), text);
        return (seal.UserUuid, JsonSerializer.Deserialize(text, SocialJson.Default.ReportedText)!);
    }

    private (byte[] Key, byte[] Content) Make(Ended crud)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(new ReportedText(crud.WrittenAt, crud.Message, crud.ContentWarning, null, null), SocialJson.Default.ReportedText);
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        var key = RandomNumberGenerator.GetBytes(32);
        var content = new byte[nonce + tag + text.Length];
        RandomNumberGenerator.Fill(content.AsSpan(0, nonce));
        using var cipher = new AesGcm(key, tag);
        cipher.Encrypt(content.AsSpan(0, nonce), text, content.AsSpan(nonce + tag), content.AsSpan(nonce, tag));
        var sealedKey = Keys(crud.Uuid).Protect(key);
        CryptographicOperations.ZeroMemory(key);
        return (sealedKey, content);
    }

    private IDataProtector Keys(Guid uuid) => protection.CreateProtector("cruddur.seal", uuid.ToString());

    internal sealed record Ended(Guid Uuid, string Message, string? ContentWarning, DateTimeOffset WrittenAt);

    internal sealed record Seal(Guid UserUuid, byte[] SealedKey, byte[] Content);
}
