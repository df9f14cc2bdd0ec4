using System.Security.Cryptography;
using Cruddur.Platform.Data;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.DataProtection;

namespace Cruddur.Platform.Identity.SecondFactor;

/// <param name="IsOn">Whether a code is asked for after the password.</param>
/// <param name="CodesLeft">Recovery codes that have not been used.</param>
public sealed record SecondFactorStatus(bool IsOn, int CodesLeft);

/// <summary>
/// The authenticator app of a person: a key that their phone has too, stored encrypted. Codes are tried at most ten times in
/// a quarter of an hour by account, which only who has the password can use up.
/// </summary>
public sealed class Authenticators(Db db, Attempts attempts, FactorChanges changes, IDataProtectionProvider protection, TimeProvider clock)
{
    internal static readonly AttemptLimit ByAccount = new("second-factor:account", 10, TimeSpan.FromMinutes(15));
    internal static readonly AttemptLimit ByAddress = new("second-factor:address", 25, TimeSpan.FromMinutes(5));

    /// <summary>How long somebody may take to bring the key into their app.</summary>
    private static readonly TimeSpan SetUp = TimeSpan.FromMinutes(30);

    private static readonly FactorChange On = new("authenticator.on", () => Texts.MailOn, () => Texts.MailOnText);

    private static readonly FactorChange Off = new("authenticator.off", () => Texts.MailOff, () => Texts.MailOffText);

    private static readonly FactorChange NewCodes = new("recovery_codes.renew", () => Texts.MailCodes, () => Texts.MailCodesText);

    private static readonly Query<SecondFactorStatus> Status = Query.Of("Platform/Identity/SecondFactor/SecondFactor.sql#Status",
        row => new SecondFactorStatus(row.Bool(0), row.Int(1)));

    private static readonly Query<KeyRow> Key = Query.Of("Platform/Identity/SecondFactor/SecondFactor.sql#Key", row => new KeyRow(row.Text(0), row.Long(1)));
    private static readonly Command TurnOn = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#TurnOn");
    private static readonly Command TurnOff = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#TurnOff");
    private static readonly Command UseStep = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#UseStep");

    public async Task<SecondFactorStatus> StatusAsync(Guid user, CancellationToken ct) =>
        await db.FindAsync(Status, new Args { ["user"] = user }, ct) ?? new SecondFactorStatus(false, 0);

    /// <summary>A new key for the viewer, sealed so that a form can carry it: only this person can use it, and not for long.</summary>
    internal (string Key, string Sealed) Offer(Viewer viewer)
    {
        var key = Totp.NewKey();
        return (key, Pending(viewer.Uuid).Protect($"{(clock.GetUtcNow() + SetUp).ToUnixTimeSeconds()}:{key}"));
    }

    /// <summary>The key in a form.</summary>
    /// <returns>Null when it was not made by <see cref="Offer"/> for this person, or too long ago.</returns>
    internal string? Open(Viewer viewer, string sealedKey)
    {
        try
        {
            return Pending(viewer.Uuid).Unprotect(sealedKey).Split(':') is [var end, var key]
                && long.Parse(end, System.Globalization.CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? key : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Asks for codes from now on, once a code has shown that the app has the key.</summary>
    /// <returns>The recovery codes; null when another app was switched on before.</returns>
    /// <exception cref="RequestError">422 <c>factor_code_blank</c> or <c>factor_code_wrong</c>, 429 after too many tries.</exception>
    internal async Task<IReadOnlyList<string>?> TurnOnAsync(Viewer viewer, string key, string code, bool endsOthers, CancellationToken ct)
    {
        if (Bare(code).Length == 0) throw RequestError.Invalid("factor_code_blank");
        await attempts.CountAsync(ByAccount, viewer.Uuid.ToString(), ct);
        if (Totp.Match(Totp.FromBase32(key), Bare(code), clock.GetUtcNow(), after: 0) is not { } step) throw RequestError.Invalid("factor_code_wrong");
        IReadOnlyList<string> codes = [];
        var isOn = await changes.RunAsync(viewer, On, endsOthers, async transaction =>
        {
            var args = new Args { ["user"] = viewer.Uuid, ["key"] = Kept(viewer.Uuid).Protect(key), ["step"] = step, ["now"] = clock.GetUtcNow() };
            if (await transaction.ExecuteAsync(TurnOn, args, ct) == 0) return false;
            codes = await RecoveryCodes.RenewAsync(transaction, viewer.Uuid, ct);
            return true;
        }, ct);
        return isOn ? codes : null;
    }

    internal Task TurnOffAsync(Viewer viewer, bool endsOthers, CancellationToken ct) => changes.RunAsync(viewer, Off, endsOthers, async transaction =>
    {
        await RecoveryCodes.DropAsync(transaction, viewer.Uuid, ct);
        return await transaction.ExecuteAsync(TurnOff, new Args { ["user"] = viewer.Uuid }, ct) > 0;
    }, ct);

    /// <returns>Ten new codes; null where no app is on, and so no code is asked for.</returns>
    internal async Task<IReadOnlyList<string>?> RenewCodesAsync(Viewer viewer, CancellationToken ct)
    {
        IReadOnlyList<string> codes = [];
        var isOn = await changes.RunAsync(viewer, NewCodes, endsOthers: false, async transaction =>
        {
            if (await transaction.FindAsync(Key, new Args { ["user"] = viewer.Uuid }, ct) is null) return false;
            codes = await RecoveryCodes.RenewAsync(transaction, viewer.Uuid, ct);
            return true;
        }, ct);
        return isOn ? codes : null;
    }

    /// <summary>Uses up a code of the app, or a recovery code.</summary>
    /// <exception cref="RequestError">422 <c>factor_code_blank</c> or <c>factor_code_wrong</c>, 429 after too many tries.</exception>
    internal async Task CheckAsync(Guid user, string typed, CancellationToken ct)
    {
        var code = Bare(typed);
        if (code.Length == 0) throw RequestError.Invalid("factor_code_blank");
        await attempts.CountAsync(ByAccount, user.ToString(), ct);
        var isRight = code.Length == 6 ? await UseCodeAsync(user, code, ct) : await RecoveryCodes.UseAsync(db, user, code, ct);
        if (!isRight) throw RequestError.Invalid("factor_code_wrong");
    }

    private async Task<bool> UseCodeAsync(Guid user, string code, CancellationToken ct)
    {
        if (await db.FindAsync(Key, new Args { ["user"] = user }, ct) is not { } row) return false;
        var key = Totp.FromBase32(Kept(user).Unprotect(row.Key));
        return Totp.Match(key, code, clock.GetUtcNow(), row.LastStep) is { } step
            && await db.ExecuteAsync(UseStep, new Args { ["user"] = user, ["step"] = step }, ct) > 0;
    }

    /// <summary>Apps show codes in two groups, and people copy what stands around them.</summary>
    private static string Bare(string code) => new([.. code.Take(100).Where(character => !char.IsWhiteSpace(character) && character != '-')]);

    private IDataProtector Pending(Guid user) => protection.CreateProtector("cruddur.authenticator.offered", user.ToString());

    private IDataProtector Kept(Guid user) => protection.CreateProtector("cruddur.authenticator.key", user.ToString());

    internal sealed record KeyRow(string Key, long LastStep);
}
