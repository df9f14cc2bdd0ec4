using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Pins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Profiles;

/// <summary>A person as others see them.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="CognitoUserId">Subject at Amazon Cognito; null without one.</param>
/// <param name="CognitoUserUuid">The same by another name, which older front ends read.</param>
/// <param name="Bio">What they say of themselves; may be empty.</param>
/// <param name="CreatedAt">Since when they are here.</param>
/// <param name="CrudsCount">Live cruds, replies not counted.</param>
/// <param name="FollowersCount">How many follow them.</param>
/// <param name="FollowingCount">How many they follow.</param>
/// <param name="CurrentUserFollows">Null for a guest.</param>
/// <param name="Locked">Whether they approve who follows them.</param>
/// <param name="CurrentUserRequested">Whether the viewer has asked to follow them; null for a guest.</param>
/// <param name="FollowsCurrentUser">Null for a guest.</param>
/// <param name="CurrentUserBlocks">Whether the viewer blocks them, upon which nothing of theirs is shown; null for a guest.</param>
/// <param name="CurrentUserMutes">Null for a guest.</param>
/// <param name="CurrentUserMutesUntil">When that ends by itself; null for never, and when it is not so.</param>
public sealed record Profile(
    Guid Uuid,
    string Handle,
    string DisplayName,
    string? CognitoUserId,
    string? CognitoUserUuid,
    string Bio,
    DateTimeOffset CreatedAt,
    int CrudsCount,
    int FollowersCount,
    int FollowingCount,
    bool? CurrentUserFollows,
    bool Locked,
    bool? CurrentUserRequested,
    bool? FollowsCurrentUser,
    bool? CurrentUserBlocks,
    bool? CurrentUserMutes,
    DateTimeOffset? CurrentUserMutesUntil)
{
    /// <summary>What they call themselves, and how others address them.</summary>
    internal string Name => $"{DisplayName} (@{Handle})";

    internal static Profile Read(Row row) => new(
        row.Uuid(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.Text(5), row.Instant(6),
        row.Int(7), row.Int(8), row.Int(9), row.BoolOrNull(10), row.Bool(11), row.BoolOrNull(12), row.BoolOrNull(13), row.BoolOrNull(14), row.BoolOrNull(15),
        row.InstantOrNull(16));
}

/// <summary>A person and one page of their cruds, newest first.</summary>
/// <param name="Profile">The person.</param>
/// <param name="Activities">Their cruds and reposts, their replies, or what they like.</param>
/// <param name="Pinned">What they keep on top, on the first page of their cruds; it stands in its own place too.</param>
public sealed record ProfileFeed(Profile Profile, IReadOnlyList<Activity> Activities, Activity? Pinned);

/// <summary>What is shown of a person.</summary>
public enum ProfileTab
{
    /// <summary>Their cruds, and those that they passed on.</summary>
    Cruds,

    /// <summary>What they answered.</summary>
    Replies,

    /// <summary>What they like.</summary>
    Likes,
}

/// <summary>GET /api/activities/@{handle}, …/replies and …/likes: a person, and live cruds.</summary>
public static class ShowProfile
{
    private static readonly Query<Profile> Person = Query.Of("Social/Profiles/Profiles.sql#Person", Profile.Read);
    private static readonly Query<Activity> Cruds = Query.Of("Social/Profiles/Profiles.sql#Cruds", Activity.Read);
    private static readonly Query<Activity> Replies = Query.Of("Social/Profiles/Profiles.sql#Replies", Activity.Read);
    private static readonly Query<Activity> Likes = Query.Of("Social/Profiles/Profiles.sql#Likes", Activity.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, ProfileTab.Cruds, "", "A person and their cruds, newest first");
        Map(routes, ProfileTab.Replies, "/replies", "A person and their replies, newest first");
        Map(routes, ProfileTab.Likes, "/likes", "A person and what they like, the latest first");
    }

    /// <summary>The person, or null when nobody has that handle. Case does not matter.</summary>
    public static async Task<ProfileFeed?> LoadAsync(Db db, string handle, ProfileTab tab, Viewer? viewer, Page page, DateTimeOffset now, CancellationToken ct)
    {
        var person = await FindAsync(db, handle, viewer, now, ct);
        if (person is null) return null;
        var query = tab switch { ProfileTab.Replies => Replies, ProfileTab.Likes => Likes, _ => Cruds };
        return new ProfileFeed(person,
            await Cards.PageAsync(db, query, new Args { ["person"] = person.Uuid }, viewer, page, now, ct),
            tab == ProfileTab.Cruds && ReferenceEquals(page.Before, Cursor.Start) ? await PinCrud.OfAsync(db, person.Uuid, viewer, now, ct) : null);
    }

    private static void Map(IEndpointRouteBuilder routes, ProfileTab tab, string suffix, string summary) => routes.MapGet($"/activities/@{{handle}}{suffix}",
        async Task<Ok<ProfileFeed>> (string handle, Viewer? viewer, [AsParameters] PageQuery asked, Db db, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            var found = await LoadAsync(db, handle, tab, viewer, page, clock.GetUtcNow(), ct) ?? throw RequestError.Nobody();
            page.Link(response, page.Next(found.Activities, Activity.CursorOf));
            return TypedResults.Ok(found);
        })
        .WithSummary(summary);

    internal static Task<Profile?> FindAsync(Db db, string handle, Viewer? viewer, DateTimeOffset now, CancellationToken ct) =>
        db.FindAsync(Person, new Args { ["handle"] = Limits.Normalise(handle).ToLowerInvariant(), ["viewer"] = viewer?.Uuid, ["now"] = now }, ct);
}
