using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Mail;

namespace Cruddur.Platform.Operators;

/// <summary>Begins what only the person can end: a new password, by a code that is good once and for ten minutes.</summary>
public sealed class PasswordReset(Db db, Codes codes, Mails mails, MailLayout layout, Sessions sessions, Audit audit)
{
    private static readonly Command DropPassword = Command.Of("Platform/Operators/Operators.sql#DropPassword");

    /// <summary>A code for somebody who has no password yet.</summary>
    public Task<string> CodeAsync(Guid user, CancellationToken ct) => codes.MakeAsync(db, user, Codes.Recover, null, ct);

    /// <summary>Makes the password worthless, since whoever knew it may be the reason, ends every session and token, and makes a code.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="isMailed">Whether the code goes to the person's address.</param>
    /// <param name="actor">Who begins it.</param>
    /// <param name="ct"></param>
    /// <returns>The code.</returns>
    public async Task<string> RunAsync(Account person, bool isMailed, Actor actor, CancellationToken ct)
    {
        var made = await db.InTransactionAsync(async transaction =>
        {
            await transaction.ExecuteAsync(DropPassword, new Args { ["user"] = person.Uuid }, ct);
            await sessions.EndAllAsync(transaction, person.Uuid, null, ct);
            var code = await codes.MakeAsync(transaction, person.Uuid, Codes.Recover, null, ct);
            if (isMailed) await mails.QueueAsync(transaction, person.Email, _ => Letter(person, code), ct);
            await audit.WriteAsync(transaction, actor, "user.reset-password", person.Uuid, null, ct);
            return code;
        }, ct);
        sessions.Forget(person.Uuid);
        return made;
    }

    private Mail.Mail Letter(Account person, string code) => layout.Write(person.Email, Texts.MailReset,
    [
        Texts.MailResetText,
        Texts.MailResetSignedOut.Fill(person.Handle),
    ], code);
}
