using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity;

/// <param name="Handle">Normalised, and fit by <see cref="HandleRules"/>.</param>
/// <param name="DisplayName">Normalised.</param>
/// <param name="Email">Normalised, and fit by <see cref="EmailRules"/>.</param>
/// <param name="Password">As chosen, and fit by <see cref="PasswordRules"/>.</param>
public sealed record NewPerson(string Handle, string DisplayName, string Email, string Password);

/// <summary>What the provider says of a name and a password.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>They belong to this person, whose address is confirmed.</summary>
    public sealed record Known(SignedInUser User) : Verdict
    {
        /// <summary>Told of the session that begins with it; null when nobody wants to know.</summary>
        public Func<Session, CancellationToken, Task>? Began { get; init; }
    }

    /// <summary>They belong to somebody who has signed up with this address and not confirmed it.</summary>
    public sealed record Unconfirmed(string Email) : Verdict;

    /// <summary>They belong together, and the provider asks for more.</summary>
    public sealed record Challenged(SignInStep Next) : Verdict;

    /// <summary>They do not belong together, or there is no such person; nobody is told which.</summary>
    public sealed record Wrong : Verdict;
}

/// <summary>
/// Who keeps e-mails and passwords: Cruddur itself, or a user pool. Pages, API and limits are the same for both. What they
/// answer, and how long they take, does not depend on whether an address is known.
/// </summary>
public interface IIdentityProvider
{
    /// <summary>Whether a user pool keeps e-mails, passwords and second factors, so that nothing of them is kept or changed here.</summary>
    bool IsPool { get; }

    /// <summary>Takes a sign-up and mails a code to the address; to one that has an account already, that somebody tried.</summary>
    /// <exception cref="RequestError">422 with codes, such as <c>handle_taken</c>.</exception>
    Task SignUpAsync(NewPerson person, CancellationToken ct);

    /// <summary>Makes the person of a sign-up. Null when it is made and they have to sign in.</summary>
    /// <exception cref="RequestError">422 <c>code_invalid</c>.</exception>
    Task<SignedInUser?> ConfirmAsync(string email, string code, CancellationToken ct);

    /// <summary>Mails another code to an address that waits for one.</summary>
    Task ResendAsync(string email, CancellationToken ct);

    /// <summary>Whether a name and a password belong together; takes as long whatever the answer.</summary>
    /// <param name="login">E-mail or handle.</param>
    /// <param name="password"></param>
    /// <param name="ct"></param>
    Task<Verdict> CheckAsync(string login, string password, CancellationToken ct);

    /// <summary>Mails a code by which the owner of an account may set another password.</summary>
    Task SendRecoveryAsync(string email, CancellationToken ct);

    /// <summary>Sets another password by such a code, ends every session and token of the person, and tells them by mail. Null for somebody of a pool who was never here.</summary>
    /// <exception cref="RequestError">422 <c>code_invalid</c>, or codes of what does not fit the password.</exception>
    Task<SignedInUser?> RecoverAsync(string email, string code, string password, CancellationToken ct);

    /// <summary>Has what is kept elsewhere of a person erased as well, once the transaction that erases them here has ended.</summary>
    Task EraseAsync(Transaction transaction, Guid user, CancellationToken ct);
}
