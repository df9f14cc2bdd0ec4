using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Operators;

/// <param name="Handle">3 to 20 of a to z, 0 to 9 and _.</param>
/// <param name="Email">Taken for confirmed, since an operator vouches for it.</param>
/// <param name="DisplayName">Empty for the handle.</param>
/// <param name="Password">Null when the person sets one with a code.</param>
/// <param name="IsAdmin">Whether it is an administrator.</param>
public sealed record AccountRequest(string Handle, string Email, string DisplayName, string? Password, bool IsAdmin);

/// <summary>Makes accounts for people who did not sign up themselves.</summary>
public sealed class NewAccount(Db db, PasswordHash passwords, Audit audit, TimeProvider clock, NewId newId)
{
    /// <summary>An arbitrary number that only this locks.</summary>
    private const long FirstRunLock = 1_668_440_434;

    private static readonly Command Create = Command.Of("Platform/Operators/Operators.sql#Create");
    private static readonly Command GivePassword = Command.Of("Platform/Operators/Operators.sql#GivePassword");
    private static readonly Query<bool> Alone = Query.Of("Platform/Operators/Operators.sql#Alone", row => row.Bool(0));
    private static readonly Query<bool> Anybody = Query.Of("Platform/Operators/Operators.sql#Anybody", row => row.Bool(0));

    /// <summary>Makes the account.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="RequestError">422 with the codes of everything that does not fit.</exception>
    public Task<Guid> RunAsync(AccountRequest request, Actor actor, CancellationToken ct) =>
        InTransactionAsync(request, actor, _ => Task.FromResult(true), ct);

    /// <summary>Makes the first account, an administrator's, if there is no person at all; of several that try at once one succeeds.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="RequestError">404 when there is somebody; 422 with the codes of everything that does not fit.</exception>
    public Task<Guid> RunFirstAsync(AccountRequest request, Actor actor, CancellationToken ct) => InTransactionAsync(request with { IsAdmin = true }, actor, async transaction =>
    {
        // Held until the transaction ends, so that whoever comes second sees whom the first one made.
        await transaction.FindAsync(Alone, new Args { ["key"] = FirstRunLock }, ct);
        return !await transaction.FindAsync(Anybody, [], ct);
    }, ct);

    private async Task<Guid> InTransactionAsync(AccountRequest request, Actor actor, Func<Transaction, Task<bool>> isAllowed, CancellationToken ct)
    {
        var (handle, email) = (HandleRules.Normalise(request.Handle), Limits.Normalise(request.Email));
        var name = Limits.Normalise(request.DisplayName) is { Length: > 0 } given ? given.Replace('\n', ' ').Replace('\t', ' ') : handle;
        List<string> failed = [.. HandleRules.Check(handle)];
        failed.AddRange(EmailRules.Check(email));
        if (Limits.Length(name) > Limits.DisplayName) failed.Add("display_name_exceed_max_chars");
        if (request.Password is not null) failed.AddRange(PasswordRules.Check(request.Password, handle, email, name));
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        var hash = request.Password is { } password ? await passwords.CreateAsync(password, ct) : null;
        try
        {
            return await db.InTransactionAsync(async transaction =>
            {
                if (!await isAllowed(transaction)) throw RequestError.Nothing();
                var now = clock.GetUtcNow();
                var uuid = newId(now);
                var made = await transaction.ExecuteAsync(Create, new Args
                {
                    ["uuid"] = uuid,
                    ["handle"] = handle,
                    ["display_name"] = name,
                    ["email"] = email,
                    ["is_admin"] = request.IsAdmin,
                    ["now"] = now,
                }, ct);
                if (made == 0) throw RequestError.Invalid("handle_taken");
                if (hash is not null) await transaction.ExecuteAsync(GivePassword, new Args { ["user"] = uuid, ["hash"] = hash, ["now"] = now }, ct);
                await audit.WriteAsync(transaction, actor, "user.create", uuid, request.IsAdmin ? new() { ["is_admin"] = true } : null, ct);
                return uuid;
            }, ct);
        }
        catch (DbError taken) when (taken is { Kind: DbErrorKind.Duplicate, Constraint: "users_handle_key" })
        {
            throw RequestError.Invalid("handle_taken");
        }
        catch (DbError taken) when (taken is { Kind: DbErrorKind.Duplicate, Constraint: "users_email_key" })
        {
            throw RequestError.Invalid("email_taken");
        }
    }
}
