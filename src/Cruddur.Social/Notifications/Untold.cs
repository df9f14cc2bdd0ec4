using Cruddur.Platform.Data;

namespace Cruddur.Social.Notifications;

/// <summary>
/// What is left to do for whoever takes an act back by a statement with the part <c>Untell</c>. Telling needs no more than the
/// part <c>Tell</c> in the statement of the act itself.
/// </summary>
internal static class Untold
{
    private static readonly Command Settle = Command.Of("Social/Notifications/Notifications.sql#Settle");

    /// <summary>Takes a notification away in which nobody is named any more, and puts any other back to the time of its latest act.</summary>
    /// <param name="transaction">That of the act, where the notification is locked.</param>
    /// <param name="notification">What the statement answered; null when there was none.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task SettleAsync(Transaction transaction, Guid? notification, CancellationToken ct)
    {
        if (notification is { } uuid) await transaction.ExecuteAsync(Settle, new Args { ["uuid"] = uuid }, ct);
    }
}
