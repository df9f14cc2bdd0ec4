using System.Text.Json.Serialization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Social.Activities;

/// <summary>A crud or a reply as the API answers it. Counts leave out what has expired.</summary>
/// <param name="CurrentUserHasLiked">Null for a guest.</param>
/// <param name="CurrentUserHasReposted">Null for a guest.</param>
/// <param name="CurrentUserHasBookmarked">Null for a guest.</param>
/// <param name="QuoteUuid">The crud that this one quotes; stays when that has gone.</param>
/// <param name="ContentWarning">What the author says before the text is opened; null when it needs no warning.</param>
/// <param name="Language">BCP 47 tag of the text; null when the author did not say.</param>
/// <param name="EditedAt">When the text was changed last; null when it never was.</param>
/// <param name="Mentions">Handles in the text that are somebody's.</param>
/// <param name="RepostedByHandle">Who brought it into this feed; null where its author did.</param>
/// <param name="RepostedByDisplayName">What they call themselves.</param>
/// <param name="RepostedAt">When they did, which is where it stands in the feed.</param>
/// <param name="ListedAt">By what it is sorted in the list that it is of.</param>
public sealed record Activity(
    Guid Uuid,
    Guid UserUuid,
    string DisplayName,
    string Handle,
    string? CognitoUserId,
    string Message,
    int RepliesCount,
    int RepostsCount,
    int LikesCount,
    bool? CurrentUserHasLiked,
    Guid? ReplyToActivityUuid,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    bool? CurrentUserHasReposted,
    bool? CurrentUserHasBookmarked,
    Guid? QuoteUuid,
    string? ContentWarning,
    string? Language,
    DateTimeOffset? EditedAt,
    IReadOnlyList<string> Mentions,
    string? RepostedByHandle,
    string? RepostedByDisplayName,
    DateTimeOffset? RepostedAt,
    [property: JsonIgnore] DateTimeOffset ListedAt)
{
    /// <summary>What it quotes, without what that quotes; null when it quotes nothing, and when what it quotes has gone.</summary>
    public Activity? Quote { get; init; }

    /// <summary>The word or phrase for which it is covered until the reader opens it, by a filter of theirs or of the server's; not there when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FilteredBy { get; init; }

    /// <summary>True for what is quoted of a person whom the reader has muted: it is covered until they open it. Else not there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Muted { get; init; }

    /// <summary>Whether lists leave it out for this reader.</summary>
    [JsonIgnore]
    internal bool IsHidden { get; init; }

    /// <summary>When something of what is shown of it ends: the crud itself, or what it quotes.</summary>
    internal DateTimeOffset ShownUntil => Quote is { } quote && quote.ExpiresAt < ExpiresAt ? quote.ExpiresAt : ExpiresAt;

    /// <summary>Path of its own page.</summary>
    internal string Permalink => $"/@{Handle}/status/{Uuid:D}";

    /// <summary>Whose it is, where there is no more than a line for that.</summary>
    internal string Name => $"{DisplayName} (@{Handle})";

    /// <summary>Where this crud stands in a newest-first list.</summary>
    internal static Cursor CursorOf(Activity crud) => new(crud.ListedAt, crud.Uuid);

    internal static Activity Read(Row row) => new(
        row.Uuid(0), row.Uuid(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.Text(5), row.Int(6), row.Int(7),
        row.Int(8), row.BoolOrNull(9), row.UuidOrNull(10), row.Instant(11), row.Instant(12), row.BoolOrNull(13), row.BoolOrNull(14),
        row.UuidOrNull(15), row.TextOrNull(16), row.TextOrNull(17), row.InstantOrNull(18), row.Texts(19), row.TextOrNull(20), row.TextOrNull(21),
        row.InstantOrNull(22), row.Instant(23));
}
