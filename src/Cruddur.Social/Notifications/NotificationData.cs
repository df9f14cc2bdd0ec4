using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Archives;

namespace Cruddur.Social.Notifications;

/// <summary>What of notifications a person gets with their archive.</summary>
internal static class NotificationData
{
    private const int Batch = 200;

    private static readonly Query<OwnNotification> Told = Query.Of("Social/Notifications/NotificationData.sql#Told", row =>
        new OwnNotification(row.Uuid(0), row.Text(1), row.UuidOrNull(2), row.Instant(3), row.InstantOrNull(4), row.Instant(5), row.Texts(6)));

    private static readonly Query<(string Kind, string FromWhom)> Settings = Query.Of("Social/Notifications/NotificationData.sql#Settings", row => (row.Text(0), row.Text(1)));
    private static readonly Query<SocialData.OwnMark> Threads = Query.Of("Social/Notifications/NotificationData.sql#Threads", SocialData.OwnMark.Read);

    internal static IReadOnlyList<PersonalData> All =>
    [
        new("notifications", () => Texts.ArchiveTold, ToldAsync),
        new("notification-settings", () => Texts.ArchiveSettings, SettingsAsync),
        new("muted-threads", () => Texts.ArchiveThreads, (db, user, now, ct) => SocialData.MarksAsync(db, Threads, user, now, ct)),
    ];

    private static async IAsyncEnumerable<DataItem> ToldAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var before = Cursor.Start;
        while (true)
        {
            var rows = await db.ListAsync(Told, new Args { ["user"] = user, ["now"] = now, ["before_at"] = before.At, ["before_uuid"] = before.Uuid, ["limit"] = Batch }, ct);
            foreach (var told in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["notification_uuid"] = told.Uuid,
                    ["kind"] = told.Kind,
                    ["activity_uuid"] = told.ActivityUuid,
                    ["actors"] = new JsonArray([.. told.Actors.Select(handle => JsonValue.Create(handle))]),
                    ["created_at"] = RelativeTime.Machine(told.CreatedAt),
                    ["read_at"] = told.ReadAt is { } read ? RelativeTime.Machine(read) : null,
                }, told.ExpiresAt);
            }
            if (rows.Count < Batch) yield break;
            before = new Cursor(rows[^1].CreatedAt, rows[^1].Uuid);
        }
    }

    private static async IAsyncEnumerable<DataItem> SettingsAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (kind, fromWhom) in await db.ListAsync(Settings, new Args { ["user"] = user }, ct))
        {
            yield return new DataItem(new JsonObject { ["kind"] = kind, ["from_whom"] = fromWhom });
        }
    }

    internal sealed record OwnNotification(
        Guid Uuid, string Kind, Guid? ActivityUuid, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt, DateTimeOffset ExpiresAt, IReadOnlyList<string> Actors);
}
