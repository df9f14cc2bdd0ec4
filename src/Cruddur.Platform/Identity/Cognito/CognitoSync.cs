using Cruddur.Platform.Data;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>What became, or would become, of an account of the pool here.</summary>
/// <param name="Handle">The handle of the row; null when there is none.</param>
/// <param name="Outcome"><c>same</c>, <c>linked</c>, <c>created</c> or <c>skipped</c>.</param>
/// <param name="Why">Why it was skipped.</param>
public sealed record CognitoSynced(string Sub, string? Handle, string Outcome, string? Why);

/// <summary>
/// Brings the rows in line with the pool, for an operator: whoever confirmed and has no row gets one, and a row from before
/// the pool gets the <c>sub</c> of the account that has both its handle and, verified, its e-mail.
/// </summary>
public sealed class CognitoSync(Db db, CognitoPeople people, TimeProvider clock)
{
    private static readonly Query<string> Linkable = Query.Of("Platform/Identity/Cognito/Sync.sql#Linkable", row => row.Text(0));
    private static readonly Command Link = Command.Of("Platform/Identity/Cognito/Sync.sql#Link");

    /// <summary>Does it for one account.</summary>
    /// <param name="account"></param>
    /// <param name="write">False only tells what would be done.</param>
    /// <param name="ct"></param>
    public async Task<CognitoSynced> RunAsync(CognitoAccount account, bool write, CancellationToken ct)
    {
        var profile = account.Profile;
        if (await people.FindAsync(profile.Sub, ct) is { } known)
        {
            if (write) await people.EnsureAsync(profile, ct);
            return new(profile.Sub, known.Handle, "same", null);
        }
        if (account.Status is not ("CONFIRMED" or "EXTERNAL_PROVIDER")) return new(profile.Sub, null, "skipped", $"its status is {account.Status}");
        if (await people.IsErasedAsync(profile.Sub, ct)) return new(profile.Sub, null, "skipped", "its owner was erased here");
        if (!account.IsEnabled) return new(profile.Sub, null, "skipped", "it is switched off");
        if (account.IsEmailVerified && profile is { Email: { } email, Handle: { } wished })
        {
            var args = new Args { ["handle"] = wished.ToLowerInvariant(), ["email"] = email };
            if (await db.FindAsync(Linkable, args, ct) is { } handle)
            {
                if (write) await db.ExecuteAsync(Link, new Args { ["handle"] = handle, ["email"] = email, ["sub"] = profile.Sub, ["now"] = clock.GetUtcNow() }, ct);
                return new(profile.Sub, handle, "linked", null);
            }
        }
        return new(profile.Sub, write ? (await people.EnsureAsync(profile, ct))?.Handle : profile.HandleWished, "created", null);
    }
}
