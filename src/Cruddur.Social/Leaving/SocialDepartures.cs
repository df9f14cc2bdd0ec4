using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;

namespace Cruddur.Social.Leaving;

/// <summary>What of Social's goes out of sight with a person who leaves, and comes back with one who stays.</summary>
internal static class SocialDepartures
{
    private static readonly Command KeepTimes = Command.Of("Social/Leaving/Leaving.sql#KeepTimes");
    private static readonly Command TakeTimes = Command.Of("Social/Leaving/Leaving.sql#TakeTimes");
    private static readonly Command GiveTimes = Command.Of("Social/Leaving/Leaving.sql#GiveTimes");
    private static readonly Command ForgetTimes = Command.Of("Social/Leaving/Leaving.sql#ForgetTimes");
    private static readonly Command Hold = Command.Of("Social/Leaving/Leaving.sql#Hold");
    private static readonly Command Recount = Command.Of("Social/Leaving/Leaving.sql#Recount");
    private static readonly Command TakeLikes = Command.Of("Social/Leaving/Leaving.sql#TakeLikes");
    private static readonly Command GiveLikes = Command.Of("Social/Leaving/Leaving.sql#GiveLikes");
    private static readonly Command TakeReposts = Command.Of("Social/Leaving/Leaving.sql#TakeReposts");
    private static readonly Command GiveReposts = Command.Of("Social/Leaving/Leaving.sql#GiveReposts");
    private static readonly Command TakeFollows = Command.Of("Social/Leaving/Leaving.sql#TakeFollows");
    private static readonly Command GiveFollows = Command.Of("Social/Leaving/Leaving.sql#GiveFollows");

    internal static IReadOnlyList<Departure> All =>
    [
        new("cruds", TakeCrudsAsync, GiveCrudsAsync),
        new("likes", (transaction, user, _, ct) => transaction.ExecuteAsync(TakeLikes, Of(user), ct), (transaction, user, _, ct) => transaction.ExecuteAsync(GiveLikes, Of(user), ct)),
        new("reposts", (transaction, user, _, ct) => transaction.ExecuteAsync(TakeReposts, Of(user), ct), (transaction, user, _, ct) => transaction.ExecuteAsync(GiveReposts, Of(user), ct)),
        new("follows", (transaction, user, _, ct) => transaction.ExecuteAsync(TakeFollows, Of(user), ct), (transaction, user, _, ct) => transaction.ExecuteAsync(GiveFollows, Of(user), ct)),
    ];

    private static async Task TakeCrudsAsync(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct)
    {
        await transaction.ExecuteAsync(KeepTimes, Of(user, now), ct);
        await transaction.ExecuteAsync(TakeTimes, Of(user, now), ct);
        await CountAsync(transaction, user, now, ct);
    }

    private static async Task GiveCrudsAsync(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct)
    {
        await transaction.ExecuteAsync(GiveTimes, Of(user), ct);
        await CountAsync(transaction, user, now, ct);
        await transaction.ExecuteAsync(ForgetTimes, Of(user), ct);
    }

    /// <summary>Counts the answers of everything that came or went, and of what it answers.</summary>
    private static async Task CountAsync(Transaction transaction, Guid user, DateTimeOffset now, CancellationToken ct)
    {
        await transaction.ExecuteAsync(Hold, Of(user, now), ct);
        await transaction.ExecuteAsync(Recount, Of(user, now), ct);
    }

    private static Args Of(Guid user) => new() { ["user"] = user };

    private static Args Of(Guid user, DateTimeOffset now) => new() { ["user"] = user, ["now"] = now };
}
