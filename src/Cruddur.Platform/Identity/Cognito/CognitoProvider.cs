using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.Local;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Amazon Cognito keeps e-mails, passwords and second factors; here are only the rows of the people.</summary>
public sealed class CognitoProvider(
    CognitoOperations pool, CognitoPeople people, CognitoEntry entry, CognitoRecovery recovery, CognitoErasure erasure) : IIdentityProvider
{
    public bool IsPool => true;

    public async Task SignUpAsync(NewPerson person, CancellationToken ct)
    {
        // The pool would let several people wish for the same; that a handle is taken is no secret.
        if (await people.IsTakenAsync(person.Handle, ct)) throw RequestError.Invalid("handle_taken");
        await pool.SignUpAsync(new CognitoProfile("", person.Email, person.DisplayName, person.Handle), person.Password, ct);
    }

    /// <summary>Null in any case: a session begins with the tokens of a sign-in, which a code does not give.</summary>
    public async Task<SignedInUser?> ConfirmAsync(string email, string code, CancellationToken ct)
    {
        await pool.ConfirmAsync(email, WithoutSpaces(code), ct);
        return null;
    }

    public Task ResendAsync(string email, CancellationToken ct) => pool.ResendAsync(email, ct);

    public async Task<Verdict> CheckAsync(string login, string password, CancellationToken ct)
    {
        var email = login.Contains('@', StringComparison.Ordinal) ? login : await people.EmailOfAsync(login, ct) ?? login;
        var come = await pool.SignInAsync(email, password, ct);
        if (come.Challenge is not null) return new Verdict.Challenged(entry.Seal(come.Challenge));
        if (come is not { Person: { } person, Tokens: { } tokens }) return new Verdict.Unconfirmed(email);
        return new Verdict.Known(person.ToUser()) { Began = (session, token) => entry.KeepAsync(session, tokens, token) };
    }

    public Task SendRecoveryAsync(string email, CancellationToken ct) => pool.SendRecoveryAsync(email, ct);

    public async Task<SignedInUser?> RecoverAsync(string email, string code, string password, CancellationToken ct)
    {
        await pool.RecoverAsync(email, WithoutSpaces(code), password, ct);
        return await recovery.RunAsync(email, ct);
    }

    public Task EraseAsync(Transaction transaction, Guid user, CancellationToken ct) => erasure.BeginAsync(transaction, user, ct);

    private static string WithoutSpaces(string code) => string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));
}

/// <summary>What follows here from a password that was set anew at the pool.</summary>
public sealed class CognitoRecovery(Db db, Sessions sessions, JoinMails mails, JobQueue jobs, Audit audit)
{
    private static readonly Query<SignedInUser> ByEmail = Query.Of("Platform/Identity/Cognito/Cognito.sql#ByEmail", row => new SignedInUser(row.Uuid(0), row.Text(1), row.Text(2)));

    /// <summary>Ends every session of the person and tells them; null when nobody here has the address.</summary>
    internal async Task<SignedInUser?> RunAsync(string email, CancellationToken ct)
    {
        if (await db.FindAsync(ByEmail, new Args { ["email"] = email }, ct) is not { } person) return null;
        await db.InTransactionAsync(async transaction =>
        {
            await sessions.EndAllAsync(transaction, person.Uuid, null, ct);
            await mails.RecoveredAsync(transaction, email, person.Handle, ct);
            await audit.WriteAsync(transaction, Actor.Of(person.Uuid), "user.recover", person.Uuid, null, ct);
            return true;
        }, ct);
        sessions.Forget(person.Uuid);
        jobs.Wake();
        return person;
    }
}
