using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Accounts;

/// <summary>Leaving and coming back, for all that the modules keep of a person at once.</summary>
public sealed class Departures(IEnumerable<Departure> departures, IEnumerable<PersonCopies> copies, Sessions sessions)
{
    /// <summary>Takes everything of the person's out of sight, and ends all their sessions and tokens.</summary>
    internal async Task SetAsideAsync(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var departure in departures) await departure.SetAside(transaction, user, now, ct);
        await sessions.EndAllAsync(transaction, user, null, ct);
    }

    /// <summary>Puts back what has not expired.</summary>
    internal async Task ReturnAsync(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var departure in departures) await departure.Return(transaction, user, now, ct);
    }

    /// <summary>Forgets what is remembered of the person; once the change is committed.</summary>
    internal void Forget(Guid user)
    {
        sessions.Forget(user);
        foreach (var copy in copies) copy.Drop();
    }
}
