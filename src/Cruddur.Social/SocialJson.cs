using System.Text.Json.Serialization;
using Cruddur.Social.Activities;
using Cruddur.Social.Blocks;
using Cruddur.Social.Bookmarks;
using Cruddur.Social.Edits;
using Cruddur.Social.Embeds;
using Cruddur.Social.Endings;
using Cruddur.Social.Filters;
using Cruddur.Social.Followers;
using Cruddur.Social.Follows;
using Cruddur.Social.Likes;
using Cruddur.Social.Moderation;
using Cruddur.Social.Mutes;
using Cruddur.Social.Notices;
using Cruddur.Social.Notifications;
using Cruddur.Social.Pins;
using Cruddur.Social.Profiles;
using Cruddur.Social.Replies;
using Cruddur.Social.Reports;
using Cruddur.Social.Reposts;
using Cruddur.Social.Search;
using Cruddur.Social.Suggestions;
using Cruddur.Social.Trends;

namespace Cruddur.Social;

/// <summary>Social's records on the wire, by generated code instead of reflection.</summary>
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(IReadOnlyList<Activity>))]
[JsonSerializable(typeof(List<Activity>))]
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(NewCrud))]
[JsonSerializable(typeof(NewReply))]
[JsonSerializable(typeof(LikeState))]
[JsonSerializable(typeof(FollowState))]
[JsonSerializable(typeof(FollowerState))]
[JsonSerializable(typeof(List<ListedPerson>))]
[JsonSerializable(typeof(BlockState))]
[JsonSerializable(typeof(List<BlockedPerson>))]
[JsonSerializable(typeof(NewMute))]
[JsonSerializable(typeof(MuteState))]
[JsonSerializable(typeof(List<MutedPerson>))]
[JsonSerializable(typeof(List<Suggestion>))]
[JsonSerializable(typeof(DismissalState))]
[JsonSerializable(typeof(ProfileFeed))]
[JsonSerializable(typeof(DeletedCrud))]
[JsonSerializable(typeof(NewExpiry))]
[JsonSerializable(typeof(ExpiryState))]
[JsonSerializable(typeof(EditedText))]
[JsonSerializable(typeof(List<FormerText>))]
[JsonSerializable(typeof(PinState))]
[JsonSerializable(typeof(Embed))]
[JsonSerializable(typeof(RepostState))]
[JsonSerializable(typeof(BookmarkState))]
[JsonSerializable(typeof(IReadOnlyList<Notification>))]
[JsonSerializable(typeof(UnreadCount))]
[JsonSerializable(typeof(ReadState))]
[JsonSerializable(typeof(NotificationSettings))]
[JsonSerializable(typeof(MutedThread))]
[JsonSerializable(typeof(List<SuggestedPerson>))]
[JsonSerializable(typeof(NewReport))]
[JsonSerializable(typeof(ReportState))]
[JsonSerializable(typeof(ReportedText))]
[JsonSerializable(typeof(List<Case>))]
[JsonSerializable(typeof(CaseFile))]
[JsonSerializable(typeof(ReportContent))]
[JsonSerializable(typeof(NewDecision))]
[JsonSerializable(typeof(List<ModeratorNotice>))]
[JsonSerializable(typeof(NewFilter))]
[JsonSerializable(typeof(List<WordFilter>))]
[JsonSerializable(typeof(List<FoundPerson>))]
[JsonSerializable(typeof(List<FoundTag>))]
[JsonSerializable(typeof(List<TrendingCrud>))]
[JsonSerializable(typeof(IReadOnlyList<TrendingTag>))]
[JsonSerializable(typeof(IReadOnlyList<TtlOption>))]
internal sealed partial class SocialJson : JsonSerializerContext;
