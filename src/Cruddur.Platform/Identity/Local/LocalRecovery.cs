using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity.Local;

/// <summary>A new password for who has forgotten theirs and can read their mail.</summary>
public sealed class LocalRecovery(Db db, PasswordHash passwords, Codes codes, Sessions sessions, JoinMails mails, Audit audit, TimeProvider clock)
{
    private static readonly Query<LocalPerson> ByEmail = Query.Of("Platform/Identity/Local/Local.sql#ByEmail", LocalPerson.Read);
    private static readonly Command SetPassword = Command.Of("Platform/Identity/Local/Local.sql#SetPassword");

    /// <exception cref="RequestError">422 <c>code_invalid</c>, or codes of what does not fit the password.</exception>
    internal async Task<SignedInUser> RunAsync(string email, string code, string password, CancellationToken ct)
    {
        // Made and looked up in any case: time tells neither whether the address is known nor whether a code waits there.
        var hash = await passwords.CreateAsync(password, ct);
        var person = await db.FindAsync(ByEmail, new Args { ["email"] = email }, ct);
        var isRight = await codes.IsRightAsync(person?.Uuid ?? Guid.Empty, Codes.Recover, code, ct);
        if (person is null || !isRight) throw RequestError.Invalid("code_invalid");
        if (PasswordRules.Check(password, person.Email, person.Handle, person.DisplayName) is { Count: > 0 } unfit) throw RequestError.Invalid(unfit);
        await db.InTransactionAsync(async transaction =>
        {
            if (await codes.SpendAsync(transaction, person.Uuid, Codes.Recover, code, ct) is null) throw RequestError.Invalid("code_invalid");
            await transaction.ExecuteAsync(SetPassword, new Args { ["user"] = person.Uuid, ["hash"] = hash, ["now"] = clock.GetUtcNow() }, ct);
            await sessions.EndAllAsync(transaction, person.Uuid, null, ct);
            await mails.RecoveredAsync(transaction, person.Email, person.Handle, ct);
            await audit.WriteAsync(transaction, Actor.Of(person.Uuid), "user.recover", person.Uuid, null, ct);
            return true;
        }, ct);
        sessions.Forget(person.Uuid);
        mails.Wake();
        return new SignedInUser(person.Uuid, person.Handle, person.DisplayName);
    }
}
