using System.Text.Json.Serialization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Social.Followers;

/// <summary>A person in a list of people.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Bio">What they say of themselves; may be empty.</param>
/// <param name="Locked">Whether they approve who follows them.</param>
/// <param name="CurrentUserFollows">Null for a guest.</param>
/// <param name="CurrentUserRequested">Whether the viewer has asked to follow them; null for a guest.</param>
/// <param name="FollowsCurrentUser">Null for a guest.</param>
/// <param name="ListedAt">By what the list is sorted.</param>
public sealed record ListedPerson(
    Guid Uuid,
    string Handle,
    string DisplayName,
    string Bio,
    bool Locked,
    bool? CurrentUserFollows,
    bool? CurrentUserRequested,
    bool? FollowsCurrentUser,
    [property: JsonIgnore] DateTimeOffset ListedAt)
{
    /// <summary>Where this person stands in a newest-first list.</summary>
    internal static Cursor CursorOf(ListedPerson person) => new(person.ListedAt, person.Uuid);

    internal static ListedPerson Read(Row row) => new(
        row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Bool(4), row.BoolOrNull(5), row.BoolOrNull(6), row.BoolOrNull(7), row.Instant(8));
}
