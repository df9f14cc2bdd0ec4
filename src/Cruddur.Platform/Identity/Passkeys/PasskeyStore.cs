using Cruddur.Platform.Data;
using Microsoft.AspNetCore.Identity;

namespace Cruddur.Platform.Identity.Passkeys;

/// <summary>Whose passkeys the framework's handler asks for.</summary>
public sealed record PasskeyOwner(Guid Uuid, string Handle, string DisplayName);

/// <summary>
/// What the framework's passkey handler reads: people by id, and their passkeys. It writes nothing by itself; passkeys are
/// stored by <see cref="PasskeyList"/> and <see cref="PasskeyCeremonies"/>, in the transaction that notes and mails the change.
/// </summary>
internal sealed class PasskeyStore(Db db) : IUserPasskeyStore<PasskeyOwner>
{
    private static readonly Query<KeyRow> Keys = Query.Of("Platform/Identity/Passkeys/Passkeys.sql#Keys",
        row => new KeyRow(row.Bytes(0), row.Bytes(1), row.Long(2), row.Texts(3), row.Bool(4), row.Bool(5), row.Instant(6)));

    private static readonly Query<PasskeyOwner> Owner = Query.Of("Platform/Identity/Passkeys/Passkeys.sql#Owner", Read);
    private static readonly Query<PasskeyOwner> OwnerOf = Query.Of("Platform/Identity/Passkeys/Passkeys.sql#OwnerOf", Read);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken) =>
        [.. (await db.ListAsync(Keys, new Args { ["user"] = user.Uuid }, cancellationToken)).Select(row => row.ToInfo())];

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await GetPasskeysAsync(user, cancellationToken)).FirstOrDefault(key => key.CredentialId.AsSpan().SequenceEqual(credentialId));

    public Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        db.FindAsync(OwnerOf, new Args { ["credential"] = credentialId }, cancellationToken);

    public Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Guid.TryParse(userId, out var uuid)
        ? db.FindAsync(Owner, new Args { ["user"] = uuid }, cancellationToken)
        : Task.FromResult<PasskeyOwner?>(null);

    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Uuid.ToString());

    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Handle);

    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Handle);

    public Task AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadsOnly();

    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw ReadsOnly();

    public void Dispose()
    {
        // Holds nothing of its own.
    }

    private static PasskeyOwner Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2));

    private static NotSupportedException ReadsOnly() => new("People are kept by Cruddur's own statements; this store is for looking up passkeys.");

    internal sealed record KeyRow(
        byte[] CredentialId, byte[] PublicKey, long SignCount, string[] Transports, bool IsBackupEligible, bool IsBackedUp, DateTimeOffset CreatedAt)
    {
        /// <summary>What a browser sent when it was made is not kept; it was needed only then.</summary>
        internal UserPasskeyInfo ToInfo() => new(
            CredentialId, PublicKey, CreatedAt, (uint)SignCount, Transports, isUserVerified: true, IsBackupEligible, IsBackedUp, attestationObject: [], clientDataJson: []);
    }
}
