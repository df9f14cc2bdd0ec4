using Cruddur.Platform.Data;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>The users row of a person of the pool.</summary>
/// <param name="Email">The address that is kept here, which may lag behind the pool's.</param>
/// <param name="DeleteAt">When it is erased, if its owner asked for that.</param>
/// <param name="TokensAfter">The pool's tokens count only when they were issued after this.</param>
internal sealed record CognitoPerson(Guid Uuid, string Handle, string DisplayName, bool IsAdmin, bool IsActive, string Email, DateTimeOffset? TokensAfter, DateTimeOffset? DeleteAt)
{
    internal SignedInUser ToUser() => new(Uuid, Handle, DisplayName);
}

/// <summary>
/// Makes the row of a person of the pool, once for each <c>sub</c> however often and from wherever it is asked for. Neither
/// a taken handle nor a taken e-mail stops it, and neither binds two accounts to each other. Whoever was erased gets no other.
/// </summary>
public sealed class CognitoPeople(Db db, TimeProvider clock, NewId newId)
{
    private static readonly TimeSpan NoteLifetime = TimeSpan.FromDays(30);

    private static readonly Query<CognitoPerson> Person = Query.Of("Platform/Identity/Cognito/Cognito.sql#Person",
        row => new CognitoPerson(row.Uuid(0), row.Text(1), row.Text(2), row.Bool(3), row.Bool(4), row.Text(5), row.InstantOrNull(6), row.InstantOrNull(7)));

    private static readonly Query<Guid> Add = Query.Of("Platform/Identity/Cognito/Cognito.sql#Add", row => row.Uuid(0));
    private static readonly Query<string> EmailOf = Query.Of("Platform/Identity/Cognito/Cognito.sql#EmailOf", row => row.Text(0));
    private static readonly Query<bool> HandleTaken = Query.Of("Platform/Identity/Cognito/Cognito.sql#HandleTaken", row => row.Bool(0));
    private static readonly Query<bool> Erased = Query.Of("Platform/Identity/Cognito/Erased.sql#IsErased", row => row.Bool(0));
    private static readonly Query<string> Note = Query.Of("Platform/Identity/Cognito/Cognito.sql#Note", row => row.Text(0));
    private static readonly Command KeepEmail = Command.Of("Platform/Identity/Cognito/Cognito.sql#KeepEmail");
    private static readonly Command CutOff = Command.Of("Platform/Identity/Cognito/Cognito.sql#CutOff");

    internal Task<CognitoPerson?> FindAsync(string sub, CancellationToken ct) => db.FindAsync(Person, new Args { ["sub"] = sub }, ct);

    internal Task<bool> IsTakenAsync(string handle, CancellationToken ct) => db.FindAsync(HandleTaken, new Args { ["handle"] = handle, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>The address of whoever of the pool has that handle; null when nobody has.</summary>
    internal Task<string?> EmailOfAsync(string handle, CancellationToken ct) => db.FindAsync(EmailOf, new Args { ["handle"] = handle }, ct);

    /// <summary>Whether the row of that person was erased, and the pool may still know them.</summary>
    internal Task<bool> IsErasedAsync(string sub, CancellationToken ct) => db.FindAsync(Erased, new Args { ["sub"] = sub }, ct);

    /// <summary>The row of that person, which is made if there is none, and gets the pool's e-mail if it has another; null when it was erased.</summary>
    internal async Task<CognitoPerson?> EnsureAsync(CognitoProfile profile, CancellationToken ct)
    {
        if (await FindAsync(profile.Sub, ct) is { } known) return await RepairAsync(known, profile, ct);
        if (await IsErasedAsync(profile.Sub, ct)) return null;
        foreach (var handle in profile.Handles())
        {
            // Refused although the handle is free, somebody else took the e-mail in between; the second try sees that.
            for (var turn = 0; turn < 2; turn++)
            {
                var now = clock.GetUtcNow();
                await db.FindAsync(Add, new Args
                {
                    ["uuid"] = newId(now),
                    ["handle"] = handle,
                    ["display_name"] = profile.DisplayName,
                    ["email"] = profile.EmailOr(isTaken: false),
                    ["elsewhere"] = profile.EmailOr(isTaken: true),
                    ["sub"] = profile.Sub,
                    ["wished"] = profile.HandleWished,
                    ["now"] = now,
                }, ct);
                if (await FindAsync(profile.Sub, ct) is { } made) return made;
                if (await db.FindAsync(HandleTaken, new Args { ["handle"] = handle, ["now"] = now }, ct)) break;
            }
        }
        throw new InvalidOperationException("No handle is free for a person of the pool, though some were made up from what nobody guesses.");
    }

    /// <summary>The handle that a person wished for and did not get; null when they got it, have chosen since, or have had a month to read of it.</summary>
    public Task<string?> WishedAsync(Guid user, CancellationToken ct) =>
        db.FindAsync(Note, new Args { ["user"] = user, ["since"] = clock.GetUtcNow() - NoteLifetime }, ct);

    /// <summary>Makes every token that the pool has issued to a person until now worthless here.</summary>
    internal Task CutOffAsync(Executor executor, Guid user, CancellationToken ct) =>
        executor.ExecuteAsync(CutOff, new Args { ["user"] = user, ["now"] = clock.GetUtcNow() }, ct);

    private async Task<CognitoPerson> RepairAsync(CognitoPerson known, CognitoProfile profile, CancellationToken ct)
    {
        var email = profile.EmailOr(isTaken: false);
        if (profile.Email is null || email == known.Email) return known;
        try
        {
            var kept = await db.ExecuteAsync(KeepEmail, new Args { ["sub"] = profile.Sub, ["email"] = email, ["now"] = clock.GetUtcNow() }, ct);
            return kept > 0 ? known with { Email = email } : known;
        }
        catch (DbError error) when (error.Kind == DbErrorKind.Duplicate)
        {
            // Somebody else took the address at the same moment; this row keeps the one it has.
            return known;
        }
    }
}
