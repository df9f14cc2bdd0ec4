using System.Globalization;

namespace Cruddur.Social.Notifications;

/// <summary>A notification in words.</summary>
internal static class Sentence
{
    /// <summary>Such as <c>Londo and 4 others liked your crud</c>.</summary>
    public static string Of(Notification notification)
    {
        var others = notification.ActorsCount switch
        {
            1 => "",
            2 => $" and {notification.Actors[1].DisplayName}",
            _ => $" and {OthersOf(notification.ActorsCount)}",
        };
        return $"{notification.Actors[0].DisplayName}{others} {ActOf(notification)}";
    }

    /// <summary>Everybody but the first: <c>2 others</c>, or <c>99+ others</c> where nobody counted on.</summary>
    public static string OthersOf(int actors) =>
        actors >= Notification.MostActors ? $"{Notification.MostActors - 1}+ others" : string.Create(CultureInfo.InvariantCulture, $"{actors - 1} others");

    /// <summary>What they did.</summary>
    public static string ActOf(Notification notification)
    {
        var mine = notification.Activity?.ReplyToActivityUuid is null ? "your crud" : "your reply";
        return notification.Kind switch
        {
            NotificationKind.Like => $"liked {mine}",
            NotificationKind.Repost => $"reposted {mine}",
            NotificationKind.Quote => "quoted you",
            NotificationKind.Reply => "replied to you",
            NotificationKind.Mention => "mentioned you",
            NotificationKind.FollowRequest => notification.ActorsCount == 1 ? "asks to follow you" : "ask to follow you",
            _ => notification.ActorsCount == 1 ? "follows you" : "follow you",
        };
    }

    public static string IconOf(string kind) => kind switch
    {
        NotificationKind.Like => "heart",
        NotificationKind.Repost => "repost",
        NotificationKind.Quote => "quote",
        NotificationKind.Reply => "reply",
        NotificationKind.Mention => "at",
        _ => "user",
    };
}
