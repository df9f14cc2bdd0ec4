using System.Globalization;
using Cruddur.Platform.Languages;

namespace Cruddur.Social.Notifications;

/// <summary>A notification in words.</summary>
internal static class Sentence
{
    /// <summary>Such as <c>Londo and 4 others liked your crud</c>.</summary>
    public static string Of(Notification notification) => TextOf(notification).Fill(
        notification.Actors[0].DisplayName, notification.ActorsCount == 2 ? notification.Actors[1].DisplayName : OthersOf(notification));

    /// <summary>The same with gaps: the first for who acted last, the second for the other one, or for <see cref="OthersOf"/>.</summary>
    public static string TextOf(Notification notification)
    {
        var isReply = notification.Activity?.ReplyToActivityUuid is not null;
        var (one, two, more) = notification.Kind switch
        {
            NotificationKind.Like when isReply => (Texts.LikedReply, Texts.LikedReplyTwo, Texts.LikedReplyMore),
            NotificationKind.Like => (Texts.Liked, Texts.LikedTwo, Texts.LikedMore),
            NotificationKind.Repost when isReply => (Texts.RepostedReply, Texts.RepostedReplyTwo, Texts.RepostedReplyMore),
            NotificationKind.Repost => (Texts.Reposted, Texts.RepostedTwo, Texts.RepostedMore),
            NotificationKind.Quote => (Texts.Quoted, Texts.QuotedTwo, Texts.QuotedMore),
            NotificationKind.Reply => (Texts.Replied, Texts.RepliedTwo, Texts.RepliedMore),
            NotificationKind.Mention => (Texts.Mentioned, Texts.MentionedTwo, Texts.MentionedMore),
            NotificationKind.FollowRequest => (Texts.Requested, Texts.RequestedTwo, Texts.RequestedMore),
            _ => (Texts.Followed, Texts.FollowedTwo, Texts.FollowedMore),
        };
        return notification.ActorsCount switch { 1 => one, 2 => two, _ => more };
    }

    /// <summary>How many acted besides the first: <c>2</c>, or <c>99+</c> where nobody counted on.</summary>
    public static string OthersOf(Notification notification) => notification.ActorsCount >= Notification.MostActors
        ? $"{Notification.MostActors - 1}+"
        : (notification.ActorsCount - 1).ToString("N0", CultureInfo.CurrentCulture);

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
