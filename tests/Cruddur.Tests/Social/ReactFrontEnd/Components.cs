using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Cruddur.Tests.Social.ReactFrontEnd;

/// <summary>
/// What the components of the original front end read of what they are given, from reading them. A question mark is for what may
/// be null: they test it, or show nothing. <c>a[]</c> is each of a list, and a name alone in it another component.
/// </summary>
internal static class Components
{
    public static readonly IReadOnlyDictionary<string, string[]> Reads = new Dictionary<string, string[]>
    {
        // components/ActivityContent: who, when, until when, and what; the times by DateTime.fromISO(…, { zone: 'utc' }).
        ["ActivityContent"] = ["handle text", "display_name text", "message text", "created_at time", "expires_at time"],
        // components/ActivityItem: its link is made of handle and uuid, a counter is shown from 1 on, the key in a list is uuid.
        ["ActivityItem"] = ["ActivityContent", "uuid uuid", "handle text", "replies_count count", "reposts_count count", "likes_count count"],
        // The variant that answers a reply by answering the crud above it, and that fills its heart.
        ["ActivityItemThreaded"] = ["ActivityItem", "reply_to_activity_uuid uuid?"],
        ["ActivityItemLiked"] = ["ActivityItem", "current_user_has_liked flag?"],
        ["ActivityFeed"] = ["[] ActivityItem"],
        // pages/ActivityShowPage and components/Replies.
        ["ActivityShowPage"] = ["activity ActivityItem", "replies[] ActivityItem"],
        // components/ProfileHeading, ProfileAvatar (which has no picture without an id) and ProfileForm (bio || '').
        ["ProfileHeading"] = ["display_name text", "handle text", "cruds_count count", "bio text?", "cognito_user_uuid text?"],
        ["ProfileForm"] = ["display_name text", "bio text?"],
        // pages/UserFeedPage.
        ["UserFeedPage"] = ["profile ProfileHeading", "profile ProfileForm", "activities[] ActivityItem"],
        // components/ActivityActionLike, where it asks: setLikesCount and setIsLiked.
        ["ActivityActionLike"] = ["likes_count count", "liked flag"],
        // The user of /api/users/@…/short, which MessageGroupNewPage and a profile page show.
        ["ShortUser"] = ["uuid uuid", "handle text", "display_name text", "cognito_user_id text?"],
        // components/TrendingActivity.
        ["TrendingActivity"] = ["uuid uuid", "message text", "handle text", "likes_count count"],
        // components/FormErrors: errors.length and errors.map, each item a code.
        ["FormErrors"] = ["[] text"],
    };

    /// <summary>Fails when the component would find something missing, or of another kind, in what it is given.</summary>
    public static void AssertReads(string component, JsonNode? given)
    {
        List<string> faults = [.. Faults(component, given, component)];
        Assert.True(faults.Count == 0, $"{string.Join("\n", faults)}\n{given?.ToJsonString()}");
    }

    private static IEnumerable<string> Faults(string kind, JsonNode? given, string at) =>
        Reads.TryGetValue(kind, out var fields) ? fields.SelectMany(field => FieldFaults(field, given, at)) : IsOf(kind, given) ? [] : [$"{at} is not {kind}: {given?.ToJsonString() ?? "null"}"];

    private static IEnumerable<string> FieldFaults(string field, JsonNode? given, string at)
    {
        var (name, kind) = field.Split(' ') is [var left, var right] ? (left, right) : ("", field);
        if (name.EndsWith("[]", StringComparison.Ordinal))
        {
            var list = name.Length == 2 ? given : given?[name[..^2]];
            return list is JsonArray items ? items.SelectMany((item, index) => Faults(kind, item, string.Create(CultureInfo.InvariantCulture, $"{at}.{name[..^2]}[{index}]"))) : [$"{at}.{name} is no list"];
        }
        if (name.Length == 0) return Faults(kind, given, at);
        return given is JsonObject members && members.TryGetPropertyValue(name, out var value) ? Faults(kind, value, $"{at}.{name}") : [$"{at}.{name} is missing"];
    }

    private static bool IsOf(string kind, JsonNode? given)
    {
        if (given is null) return kind.EndsWith('?');
        return kind.TrimEnd('?') switch
        {
            "text" => given.GetValueKind() == JsonValueKind.String,
            "uuid" => given.GetValueKind() == JsonValueKind.String && Guid.TryParseExact((string)given!, "D", out _),
            // Luxon reads more; this is what the contract says.
            "time" => given.GetValueKind() == JsonValueKind.String && ((string)given!).EndsWith('Z') && DateTimeOffset.TryParse((string)given!, CultureInfo.InvariantCulture, out _),
            "count" => given.GetValueKind() == JsonValueKind.Number && (int)given! >= 0,
            "flag" => given.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ => throw new ArgumentException($"There is no component or kind '{kind}'."),
        };
    }
}
