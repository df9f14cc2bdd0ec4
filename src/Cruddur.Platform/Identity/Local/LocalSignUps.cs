using System.Diagnostics;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Identity.Local;

/// <summary>Sign-ups of people whose passwords Cruddur keeps itself, until they are confirmed or a day is over.</summary>
public sealed class LocalSignUps(Db db, PasswordHash passwords, Codes codes, JoinMails mails, Audit audit, TimeProvider clock, NewId newId)
{
    /// <summary>Mails a code to who waits for one, or else to the account's owner what happened.</summary>
    internal const string MailJob = "signup.mail";

    /// <summary>Mails a code for a new password.</summary>
    internal const string RecoveryJob = "recovery.send";

    /// <summary>How long a sign-up waits for its code, and keeps its handle.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>How long it takes to say that a code is wrong, whether somebody waits for one or not.</summary>
    private static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(100);

    private static readonly Query<Guid> Begin = Query.Of("Platform/Identity/Local/SignUps.sql#Begin", row => row.Uuid(0));
    private static readonly Query<Live> FindLive = Query.Of("Platform/Identity/Local/SignUps.sql#Live", row => new Live(row.Text(0), row.Text(1)));
    private static readonly Query<SignedUp> ByUuid = Query.Of("Platform/Identity/Local/SignUps.sql#ByUuid", SignedUp.Read);
    private static readonly Query<SignedUp> Newest = Query.Of("Platform/Identity/Local/SignUps.sql#Newest", SignedUp.Read);
    private static readonly Command Code = Command.Of("Platform/Identity/Local/SignUps.sql#Code");
    private static readonly Query<Waiting> FindWaiting = Query.Of("Platform/Identity/Local/SignUps.sql#Waiting", row => new Waiting(row.Uuid(0), row.Bytes(1), row.Bytes(2)));
    private static readonly Query<SignedInUser> Confirm = Query.Of("Platform/Identity/Local/SignUps.sql#Confirm", row => new SignedInUser(row.Uuid(0), row.Text(1), row.Text(2)));
    private static readonly Query<LocalPerson> ByEmail = Query.Of("Platform/Identity/Local/Local.sql#ByEmail", LocalPerson.Read);

    /// <exception cref="RequestError">422 <c>handle_taken</c>; the same sign-up sent twice is taken once.</exception>
    internal async Task SignUpAsync(NewPerson person, CancellationToken ct)
    {
        var hash = await passwords.CreateAsync(person.Password, ct);
        var isNew = await db.InTransactionAsync(async transaction =>
        {
            var now = clock.GetUtcNow();
            var uuid = await transaction.FindAsync(Begin, new Args
            {
                ["uuid"] = newId(now),
                ["handle"] = person.Handle,
                ["name"] = person.DisplayName,
                ["email"] = person.Email,
                ["hash"] = hash,
                ["now"] = now,
                ["expires_at"] = now + Kept,
            }, ct);
            if (uuid == default) return false;
            await mails.LaterAsync(transaction, MailJob, new JsonObject { ["uuid"] = uuid }, ct);
            return true;
        }, ct);
        if (isNew) mails.Wake();
        else if (!await IsSameAsync(person, ct)) throw RequestError.Invalid("handle_taken");
    }

    /// <exception cref="RequestError">422 when no sign-up of that address has that code.</exception>
    internal async Task<SignedInUser> ConfirmAsync(string email, string code, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var waiting = await db.ListAsync(FindWaiting, new Args { ["email"] = email, ["now"] = clock.GetUtcNow() }, ct);
        if (waiting.Find(one => CodeHash.IsRight(code, one.Salt, one.CodeSha256)) is not { } chosen)
        {
            // Whether a row was there to compare with is a matter of microseconds, but of such as can be measured.
            if (Stopwatch.GetElapsedTime(begun) is var taken && taken < Refusal) await Task.Delay(Refusal - taken, ct);
            throw RequestError.Invalid("code_invalid");
        }
        try
        {
            return await db.InTransactionAsync(async transaction =>
            {
                var person = await transaction.FindAsync(Confirm, new Args { ["uuid"] = chosen.Uuid, ["code"] = chosen.CodeSha256, ["now"] = clock.GetUtcNow() }, ct)
                    ?? throw RequestError.Invalid("code_invalid");
                await audit.WriteAsync(transaction, Actor.Of(person.Uuid), "user.join", person.Uuid, null, ct);
                return person;
            }, ct);
        }
        catch (DbError error) when (error is { Kind: DbErrorKind.Duplicate, Constraint: "users_email_key" })
        {
            // Confirmed by another sign-up meanwhile.
            throw RequestError.Invalid("code_invalid");
        }
        catch (DbError error) when (error is { Kind: DbErrorKind.Duplicate, Constraint: "users_handle_key" })
        {
            throw RequestError.Invalid("handle_taken");
        }
    }

    /// <summary>Leaves it to a job to find out what the address is, so that known and unknown ones take as long.</summary>
    internal async Task AskAsync(string kind, string email, CancellationToken ct)
    {
        await mails.LaterAsync(db, kind, new JsonObject { ["email"] = email }, ct);
        mails.Wake();
    }

    /// <summary>The job <see cref="MailJob"/>.</summary>
    internal Task MailAsync(Job job, CancellationToken ct) => db.InTransactionAsync(async transaction =>
    {
        var now = clock.GetUtcNow();
        var signUp = job.Payload.TryGetProperty("uuid", out var uuid)
            ? await transaction.FindAsync(ByUuid, new Args { ["uuid"] = uuid.GetGuid(), ["now"] = now }, ct)
            : await transaction.FindAsync(Newest, new Args { ["email"] = job.Payload.GetProperty("email").GetString(), ["now"] = now }, ct);
        if (signUp is { IsKnown: false }) await SendCodeAsync(transaction, signUp, ct);
        else if (signUp is not null) await TellOwnerAsync(transaction, signUp.Email, ct);
        else if (job.Payload.TryGetProperty("email", out var email)) await TellOwnerAsync(transaction, email.GetString()!, ct);
        return true;
    }, ct);

    /// <summary>The job <see cref="RecoveryJob"/>. Who still waits for a code to confirm gets that one: there is nothing else to recover.</summary>
    internal Task RecoverAsync(Job job, CancellationToken ct) => db.InTransactionAsync(async transaction =>
    {
        var email = job.Payload.GetProperty("email").GetString();
        if (await transaction.FindAsync(ByEmail, new Args { ["email"] = email }, ct) is { } person)
        {
            var code = await codes.MakeAsync(transaction, person.Uuid, Codes.Recover, null, ct);
            await mails.RecoverAsync(transaction, person.Email, person.Handle, code, ct);
        }
        else if (await transaction.FindAsync(Newest, new Args { ["email"] = email, ["now"] = clock.GetUtcNow() }, ct) is { } signUp)
        {
            await SendCodeAsync(transaction, signUp, ct);
        }
        return true;
    }, ct);

    private async Task SendCodeAsync(Transaction transaction, SignedUp signUp, CancellationToken ct)
    {
        var (code, salt, hash) = CodeHash.Make();
        await transaction.ExecuteAsync(Code, new Args { ["uuid"] = signUp.Uuid, ["salt"] = salt, ["code"] = hash, ["code_expires_at"] = clock.GetUtcNow() + CodeHash.Lifetime }, ct);
        await mails.ConfirmAsync(transaction, signUp.Email, signUp.Handle, code, ct);
    }

    private async Task TellOwnerAsync(Transaction transaction, string email, CancellationToken ct)
    {
        if (await transaction.FindAsync(ByEmail, new Args { ["email"] = email }, ct) is { } owner) await mails.KnownAsync(transaction, owner.Email, owner.Handle, ct);
    }

    /// <summary>Whether a sign-up that has the handle is this one. The hash is compared before the address, so that time tells nothing of it.</summary>
    private async Task<bool> IsSameAsync(NewPerson person, CancellationToken ct) =>
        await db.FindAsync(FindLive, new Args { ["handle"] = person.Handle, ["now"] = clock.GetUtcNow() }, ct) is { } live
        && (await passwords.CheckAsync(live.PasswordHash, person.Password, ct)).Right
        && live.Email.Equals(person.Email, StringComparison.OrdinalIgnoreCase);

    internal sealed record Live(string Email, string PasswordHash);

    internal sealed record Waiting(Guid Uuid, byte[] Salt, byte[] CodeSha256);

    internal sealed record SignedUp(Guid Uuid, string Handle, string Email, bool IsKnown)
    {
        internal static SignedUp Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.Bool(3));
    }
}

internal sealed record LocalPerson(Guid Uuid, string Handle, string DisplayName, string Email)
{
    internal static LocalPerson Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3));
}
