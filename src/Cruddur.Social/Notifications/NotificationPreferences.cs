using System.Collections.Frozen;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notifications;

/// <summary>
/// Whose acts a person is told of, by kind: <c>everyone</c>, <c>following</c> (people whom they follow) or <c>nobody</c>. What is
/// left out of a change stays as it is. Requests to follow wait for an answer, and are always told.
/// </summary>
public sealed record NotificationSettings(string? Follow, string? Like, string? Repost, string? Quote, string? Reply, string? Mention)
{
    public const string Everyone = "everyone";
    public const string Following = "following";
    public const string Nobody = "nobody";

    /// <summary>What a person has who never chose.</summary>
    public static readonly NotificationSettings Default = Of(_ => Everyone);

    /// <summary>The settings by kind.</summary>
    internal IReadOnlyList<(string Kind, string? FromWhom)> ByKind =>
    [
        (NotificationKind.Reply, Reply), (NotificationKind.Mention, Mention), (NotificationKind.Quote, Quote),
        (NotificationKind.Like, Like), (NotificationKind.Repost, Repost), (NotificationKind.Follow, Follow),
    ];

    internal static NotificationSettings Of(Func<string, string?> fromWhom) => new(
        fromWhom(NotificationKind.Follow), fromWhom(NotificationKind.Like), fromWhom(NotificationKind.Repost),
        fromWhom(NotificationKind.Quote), fromWhom(NotificationKind.Reply), fromWhom(NotificationKind.Mention));
}

/// <summary>GET and PUT /api/notifications/settings: of whom the viewer wants to hear. They hold for what happens from then on.</summary>
public sealed class NotificationPreferences(Db db)
{
    private static readonly FrozenSet<string> Choices = FrozenSet.Create(NotificationSettings.Everyone, NotificationSettings.Following, NotificationSettings.Nobody);
    private static readonly Query<(string Kind, string FromWhom)> Stored = Query.Of("Social/Notifications/Preferences.sql#Load", row => (row.Text(0), row.Text(1)));
    private static readonly Command Save = Command.Of("Social/Notifications/Preferences.sql#Save");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/notifications/settings", async Task<Ok<NotificationSettings>> (Viewer viewer, NotificationPreferences preferences, CancellationToken ct) =>
            TypedResults.Ok(await preferences.LoadAsync(viewer, ct))).WithSummary("Whose acts you are told of");
        routes.MapPut("/notifications/settings", async Task<Ok<NotificationSettings>> (Viewer viewer, NotificationSettings settings, NotificationPreferences preferences, CancellationToken ct) =>
            TypedResults.Ok(await preferences.SaveAsync(viewer, settings, ct))).WithSummary("Choose whose acts you are told of");
    }

    /// <summary>The viewer's settings, none of them null.</summary>
    public async Task<NotificationSettings> LoadAsync(Viewer viewer, CancellationToken ct)
    {
        var stored = (await db.ListAsync(Stored, new Args { ["viewer"] = viewer.Uuid }, ct)).ToDictionary(row => row.Kind, row => row.FromWhom);
        return NotificationSettings.Of(kind => stored.GetValueOrDefault(kind, NotificationSettings.Everyone));
    }

    /// <summary>Stores those that are not null.</summary>
    /// <returns>All settings as they are now.</returns>
    /// <exception cref="RequestError">422 <c>from_whom_invalid</c> when one is no choice.</exception>
    public async Task<NotificationSettings> SaveAsync(Viewer viewer, NotificationSettings settings, CancellationToken ct)
    {
        var chosen = settings.ByKind.Where(choice => choice.FromWhom is not null).ToList();
        if (chosen.Exists(choice => !Choices.Contains(choice.FromWhom!))) throw RequestError.Invalid("from_whom_invalid");
        await db.ExecuteAsync(Save, new Args
        {
            ["viewer"] = viewer.Uuid,
            ["kinds"] = chosen.Select(choice => choice.Kind).ToArray(),
            ["from_whom"] = chosen.Select(choice => choice.FromWhom!).ToArray(),
        }, ct);
        return await LoadAsync(viewer, ct);
    }
}
