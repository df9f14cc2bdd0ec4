using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Ui;

namespace Cruddur.Platform.Identity.Passkeys;

/// <summary>The passkeys that a person gets listed with their archive; the keys themselves are worth nothing to them.</summary>
internal static class PasskeyData
{
    internal static readonly PersonalData Section = new("passkeys", () => Texts.Passkeys, (db, user, _, ct) => RowsAsync(db, user, ct));

    private static async IAsyncEnumerable<DataItem> RowsAsync(Db db, Guid user, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var passkey in await db.ListAsync(PasskeyList.List, new Args { ["user"] = user }, ct))
        {
            yield return new DataItem(new JsonObject
            {
                ["name"] = passkey.Name,
                ["created_at"] = RelativeTime.Machine(passkey.CreatedAt),
                ["last_used_at"] = passkey.LastUsedAt is { } used ? RelativeTime.Machine(used) : null,
            });
        }
    }
}
