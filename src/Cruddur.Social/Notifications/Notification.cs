using System.Text.Json.Serialization;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;

namespace Cruddur.Social.Notifications;

/// <summary>What a person is told of, as the table and the API name it.</summary>
public static class NotificationKind
{
    public const string Follow = "follow";
    public const string FollowRequest = "follow_request";
    public const string Like = "like";
    public const string Repost = "repost";
    public const string Quote = "quote";
    public const string Reply = "reply";
    public const string Mention = "mention";
}

/// <summary>One of those who acted.</summary>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
public sealed record NotificationActor(string Handle, string DisplayName);

/// <summary>
/// What one or more people did that concerns the viewer. It reads like the crud that it is about, as in the original; a new
/// follower, who is about none, reads like a crud that says so.
/// </summary>
/// <param name="Uuid">The crud that it is about; of a follower, their own.</param>
/// <param name="Handle">Author of that crud, or the latest follower.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Message">Text of the crud.</param>
/// <param name="RepliesCount">Of the crud.</param>
/// <param name="RepostsCount">Of the crud.</param>
/// <param name="LikesCount">Of the crud.</param>
/// <param name="ExpiresAt">When the crud ends, and the notification with it; null without a crud.</param>
/// <param name="CreatedAt">When the latest of them acted.</param>
/// <param name="NotificationUuid">Names the notification.</param>
/// <param name="Kind">A constant of <see cref="NotificationKind"/>.</param>
/// <param name="Read">Whether the viewer has seen it since.</param>
/// <param name="ActorsCount">How many people acted; 100 stands for that many or more.</param>
/// <param name="Actors">The latest three of them at most.</param>
public sealed record Notification(
    Guid Uuid,
    string Handle,
    string DisplayName,
    string Message,
    int RepliesCount,
    int RepostsCount,
    int LikesCount,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    Guid NotificationUuid,
    string Kind,
    bool Read,
    int ActorsCount,
    IReadOnlyList<NotificationActor> Actors)
{
    /// <summary>From here on only "at least so many" is known, so that a crud liked by everybody costs no more than others.</summary>
    public const int MostActors = 100;

    /// <summary>The crud that it is about, whole; null without one.</summary>
    public Activity? Activity { get; init; }

    /// <summary>Always empty: an answer is a notification of its own. Clients of the original look for it.</summary>
    public IReadOnlyList<Activity> Replies => [];

    /// <summary>The page that it leads to.</summary>
    [JsonIgnore]
    public string Page => Activity?.Permalink ?? (Kind == NotificationKind.FollowRequest ? "/requests" : $"/@{Handle}");

    /// <summary>One row of a list of notifications, without its crud.</summary>
    internal sealed record Row(
        Guid Uuid, string Kind, Guid? ActivityUuid, DateTimeOffset CreatedAt, bool Read, int ActorsCount, Guid ActorUuid,
        IReadOnlyList<string> Handles, IReadOnlyList<string> DisplayNames, DateTimeOffset ListedAt)
    {
        internal static Row Of(Platform.Data.Row row) => new(
            row.Uuid(0), row.Text(1), row.UuidOrNull(2), row.Instant(3), row.Bool(4), row.Int(5), row.Uuid(6), row.Texts(7), row.Texts(8), row.Instant(9));

        internal static Cursor CursorOf(Row row) => new(row.ListedAt, row.Uuid);

        /// <summary>With the crud that it is about; null when that has gone just now.</summary>
        internal Notification? With(Activity? crud)
        {
            IReadOnlyList<NotificationActor> actors = [.. Handles.Zip(DisplayNames, (handle, name) => new NotificationActor(handle, name))];
            if (ActivityUuid is null)
            {
                var text = Kind == NotificationKind.FollowRequest ? Texts.MessageRequest : Texts.MessageFollow;
                return new(ActorUuid, Handles[0], DisplayNames[0], text, 0, 0, 0, null, CreatedAt, Uuid, Kind, Read, ActorsCount, actors);
            }
            return crud is null ? null : new(
                crud.Uuid, crud.Handle, crud.DisplayName, crud.Message, crud.RepliesCount, crud.RepostsCount, crud.LikesCount, crud.ExpiresAt,
                CreatedAt, Uuid, Kind, Read, ActorsCount, actors)
            {
                Activity = crud,
            };
        }
    }
}
