using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Social.Activities;

/// <summary>A crud or a reply as the API answers it. Counts leave out what has expired.</summary>
/// <param name="CurrentUserHasLiked">Null for a guest.</param>
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
    DateTimeOffset CreatedAt)
{
    /// <summary>Path of its own page.</summary>
    internal string Permalink => $"/@{Handle}/status/{Uuid:D}";

    /// <summary>Where this crud stands in a newest-first list.</summary>
    internal static Cursor CursorOf(Activity crud) => new(crud.CreatedAt, crud.Uuid);

    internal static Activity Read(Row row) => new(
        row.Uuid(0), row.Uuid(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.Text(5), row.Int(6), row.Int(7),
        row.Int(8), row.BoolOrNull(9), row.UuidOrNull(10), row.Instant(11), row.Instant(12));
}
