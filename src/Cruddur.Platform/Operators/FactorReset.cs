using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Mail;

namespace Cruddur.Platform.Operators;

/// <summary>Lets in who has lost both their phone and their recovery codes. Passkeys stay: they are what the person still has.</summary>
public sealed class FactorReset(Db db, Mails mails, MailLayout layout, Sessions sessions, Audit audit)
{
    private static readonly Command TurnOff = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#TurnOff");

    /// <summary>Switches the authenticator app off, makes the recovery codes worthless, ends every session and token, and tells the person by mail.</summary>
    /// <param name="person">Whose. That it is they who ask is for the operator to find out.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="ct"></param>
    /// <returns>Whether an app was on.</returns>
    public async Task<bool> RunAsync(Account person, Actor actor, CancellationToken ct)
    {
        var changed = await db.InTransactionAsync(async transaction =>
        {
            await RecoveryCodes.DropAsync(transaction, person.Uuid, ct);
            if (await transaction.ExecuteAsync(TurnOff, new Args { ["user"] = person.Uuid }, ct) == 0) return false;
            await sessions.EndAllAsync(transaction, person.Uuid, null, ct);
            await mails.QueueAsync(transaction, person.Email, _ => Letter(person), ct);
            await audit.WriteAsync(transaction, actor, "user.disable-2fa", person.Uuid, null, ct);
            return true;
        }, ct);
        sessions.Forget(person.Uuid);
        return changed;
    }

    private Mail.Mail Letter(Account person) => layout.Write(person.Email, Texts.MailAppOff,
    [
        Texts.MailAppOffText.Fill(person.Handle),
        Texts.MailAppOffNotYou,
    ], link: (Texts.MailSignIn, "/signin"));
}
