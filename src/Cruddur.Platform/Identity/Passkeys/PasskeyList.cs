using Cruddur.Platform.Data;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Identity;

namespace Cruddur.Platform.Identity.Passkeys;

/// <param name="Uuid">Its id here.</param>
/// <param name="Name">As its owner called it.</param>
/// <param name="IsBackedUp">Whether its owner's other devices have it too.</param>
/// <param name="CreatedAt"></param>
/// <param name="LastUsedAt">Null when it was never used.</param>
public sealed record Passkey(Guid Uuid, string Name, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>The passkeys of a person.</summary>
public sealed class PasskeyList(Db db, FactorChanges changes, TimeProvider clock, NewId newId)
{
    internal const int MostNameCharacters = 50;
    internal const int Most = 20;

    private static readonly FactorChange Added = new("passkey.add", () => Texts.MailAdded, () => Texts.MailAddedText);
    private static readonly FactorChange Removed = new("passkey.remove", () => Texts.MailRemoved, () => Texts.MailRemovedText);

    internal static readonly Query<Passkey> List = Query.Of("Platform/Identity/Passkeys/Passkeys.sql#List",
        row => new Passkey(row.Uuid(0), row.Text(1), row.Bool(2), row.Instant(3), row.InstantOrNull(4)));

    private static readonly Command Add = Command.Of("Platform/Identity/Passkeys/Passkeys.sql#Add");
    private static readonly Command RenameOne = Command.Of("Platform/Identity/Passkeys/Passkeys.sql#Rename");
    private static readonly Command RemoveOne = Command.Of("Platform/Identity/Passkeys/Passkeys.sql#Remove");

    public Task<List<Passkey>> LoadAsync(Guid user, CancellationToken ct) => db.ListAsync(List, new Args { ["user"] = user }, ct);

    /// <summary>The name as it is kept.</summary>
    /// <exception cref="RequestError">422 <c>passkey_name_blank</c> or <c>passkey_name_exceed_max_chars</c>.</exception>
    internal static string CheckName(string? name)
    {
        var kept = Limits.Normalise(name);
        if (kept.Length == 0) throw RequestError.Invalid("passkey_name_blank");
        return Limits.Length(kept) <= MostNameCharacters ? kept : throw RequestError.Invalid("passkey_name_exceed_max_chars");
    }

    /// <exception cref="RequestError">422 <c>passkey_too_many</c> when there are twenty, or somebody has this one.</exception>
    internal async Task AddAsync(Viewer viewer, UserPasskeyInfo key, string name, bool endsOthers, CancellationToken ct)
    {
        var isAdded = await changes.RunAsync(viewer, Added, endsOthers, async transaction => await transaction.ExecuteAsync(Add, new Args
        {
            ["uuid"] = newId(clock.GetUtcNow()),
            ["user"] = viewer.Uuid,
            ["credential"] = key.CredentialId,
            ["public_key"] = key.PublicKey,
            ["name"] = name,
            ["sign_count"] = (long)key.SignCount,
            ["transports"] = key.Transports ?? [],
            ["is_backup_eligible"] = key.IsBackupEligible,
            ["is_backed_up"] = key.IsBackedUp,
            ["now"] = clock.GetUtcNow(),
            ["most"] = Most,
        }, ct) > 0, ct);
        if (!isAdded) throw RequestError.Invalid("passkey_too_many");
    }

    /// <exception cref="RequestError">422 for the name, 404 when the viewer has no such passkey.</exception>
    internal async Task RenameAsync(Viewer viewer, Guid uuid, string? name, CancellationToken ct)
    {
        if (await db.ExecuteAsync(RenameOne, new Args { ["uuid"] = uuid, ["user"] = viewer.Uuid, ["name"] = CheckName(name) }, ct) == 0) throw RequestError.Nothing();
    }

    /// <summary>Removes one; that it is gone already is as good.</summary>
    internal Task RemoveAsync(Viewer viewer, Guid uuid, bool endsOthers, CancellationToken ct) => changes.RunAsync(viewer, Removed, endsOthers, async transaction =>
        await transaction.ExecuteAsync(RemoveOne, new Args { ["uuid"] = uuid, ["user"] = viewer.Uuid }, ct) > 0, ct);
}
