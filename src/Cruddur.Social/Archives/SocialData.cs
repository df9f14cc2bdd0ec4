using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Notifications;

namespace Cruddur.Social.Archives;

/// <summary>What of Social's a person gets with their archive. Only what lives: what has expired is kept nowhere.</summary>
internal static class SocialData
{
    private const int Batch = 200;

    private static readonly Query<OwnCrud> Cruds = Query.Of("Social/Archives/Archives.sql#Cruds", row =>
        new OwnCrud(
            row.Uuid(0), row.Text(1), row.UuidOrNull(2), row.Int(3), row.Int(4), row.Int(5), row.Instant(6), row.Instant(7),
            row.UuidOrNull(8), row.TextOrNull(9), row.TextOrNull(10), row.InstantOrNull(11), row.Bool(12)));

    private static readonly Query<OwnMark> Likes = Query.Of("Social/Archives/Archives.sql#Likes", OwnMark.Read);
    private static readonly Query<OwnMark> Reposts = Query.Of("Social/Archives/Archives.sql#Reposts", OwnMark.Read);
    private static readonly Query<OwnMark> Bookmarks = Query.Of("Social/Archives/Archives.sql#Bookmarks", OwnMark.Read);
    private static readonly Query<OwnEdit> Edits = Query.Of("Social/Archives/Archives.sql#Edits", row =>
        new OwnEdit(row.Uuid(0), row.Text(1), row.TextOrNull(2), row.Instant(3), row.Instant(4)));

    private static readonly Query<OwnPerson> Following = Query.Of("Social/Archives/Archives.sql#Following", OwnPerson.Read);
    private static readonly Query<OwnPerson> Blocks = Query.Of("Social/Archives/Archives.sql#Blocks", OwnPerson.Read);
    private static readonly Query<OwnMute> Mutes = Query.Of("Social/Archives/Archives.sql#Mutes", row => new OwnMute(row.Uuid(0), row.Text(1), row.Instant(2), row.InstantOrNull(3)));
    private static readonly Query<OwnPerson> Asked = Query.Of("Social/Archives/Archives.sql#Asked", OwnPerson.Read);
    private static readonly Query<OwnPerson> Asking = Query.Of("Social/Archives/Archives.sql#Asking", OwnPerson.Read);
    private static readonly Query<OwnPerson> Dismissed = Query.Of("Social/Archives/Archives.sql#Dismissed", OwnPerson.Read);
    private static readonly Query<OwnPerson> Followers = Query.Of("Social/Archives/Archives.sql#Followers", OwnPerson.Read);

    internal static IReadOnlyList<PersonalData> All =>
    [
        new("cruds", () => Texts.Cruds, CrudsAsync),
        new("edits", () => Texts.Edits, EditsAsync),
        new("likes", () => Texts.Likes, (db, user, now, ct) => MarksAsync(db, Likes, user, now, ct)),
        new("reposts", () => Texts.Reposts, (db, user, now, ct) => MarksAsync(db, Reposts, user, now, ct)),
        new("bookmarks", () => Texts.Bookmarks, (db, user, now, ct) => MarksAsync(db, Bookmarks, user, now, ct)),
        new("following", () => Texts.Following, (db, user, _, ct) => PeopleAsync(db, Following, user, ct)),
        new("followers", () => Texts.Followers, (db, user, _, ct) => PeopleAsync(db, Followers, user, ct)),
        new("requests_made", () => Texts.RequestsMade, (db, user, _, ct) => PeopleAsync(db, Asked, user, ct)),
        new("requests", () => Texts.Requests, (db, user, _, ct) => PeopleAsync(db, Asking, user, ct)),
        new("blocks", () => Texts.Blocks, (db, user, _, ct) => PeopleAsync(db, Blocks, user, ct)),
        new("mutes", () => Texts.Mutes, MutesAsync),
        new("dismissals", () => Texts.Dismissals, (db, user, _, ct) => PeopleAsync(db, Dismissed, user, ct)),
        .. NotificationData.All,
    ];

    private static async IAsyncEnumerable<DataItem> CrudsAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var before = Cursor.Start;
        while (true)
        {
            var rows = await db.ListAsync(Cruds, new Args { ["user"] = user, ["now"] = now, ["before_at"] = before.At, ["before_uuid"] = before.Uuid, ["limit"] = Batch }, ct);
            foreach (var crud in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["uuid"] = crud.Uuid,
                    ["message"] = crud.Message,
                    ["reply_to_activity_uuid"] = crud.ReplyToActivityUuid,
                    ["replies_count"] = crud.RepliesCount,
                    ["reposts_count"] = crud.RepostsCount,
                    ["likes_count"] = crud.LikesCount,
                    ["created_at"] = RelativeTime.Machine(crud.CreatedAt),
                    ["expires_at"] = RelativeTime.Machine(crud.ExpiresAt),
                    ["quote_uuid"] = crud.QuoteUuid,
                    ["content_warning"] = crud.ContentWarning,
                    ["language"] = crud.Language,
                    ["edited_at"] = crud.EditedAt is { } edited ? RelativeTime.Machine(edited) : null,
                    ["pinned"] = crud.Pinned,
                }, crud.ExpiresAt);
            }
            if (rows.Count < Batch) yield break;
            before = new Cursor(rows[^1].CreatedAt, rows[^1].Uuid);
        }
    }

    private static async IAsyncEnumerable<DataItem> EditsAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var (after, afterAt) = (Guid.Empty, DateTimeOffset.UnixEpoch);
        while (true)
        {
            var rows = await db.ListAsync(Edits, new Args { ["user"] = user, ["now"] = now, ["after"] = after, ["after_at"] = afterAt, ["limit"] = Batch }, ct);
            foreach (var edit in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["activity_uuid"] = edit.ActivityUuid,
                    ["message"] = edit.Message,
                    ["content_warning"] = edit.ContentWarning,
                    ["written_at"] = RelativeTime.Machine(edit.WrittenAt),
                }, edit.ExpiresAt);
            }
            if (rows.Count < Batch) yield break;
            (after, afterAt) = (rows[^1].ActivityUuid, rows[^1].WrittenAt);
        }
    }

    internal static async IAsyncEnumerable<DataItem> MarksAsync(Db db, Query<OwnMark> query, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = Guid.Empty;
        while (true)
        {
            var rows = await db.ListAsync(query, new Args { ["user"] = user, ["now"] = now, ["after"] = after, ["limit"] = Batch }, ct);
            foreach (var mark in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["activity_uuid"] = mark.ActivityUuid,
                    ["author"] = mark.Author,
                    ["created_at"] = RelativeTime.Machine(mark.CreatedAt),
                }, mark.ExpiresAt);
            }
            if (rows.Count < Batch) yield break;
            after = rows[^1].ActivityUuid;
        }
    }

    private static async IAsyncEnumerable<DataItem> PeopleAsync(Db db, Query<OwnPerson> query, Guid user, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = Guid.Empty;
        while (true)
        {
            var rows = await db.ListAsync(query, new Args { ["user"] = user, ["after"] = after, ["limit"] = Batch }, ct);
            foreach (var follow in rows)
            {
                yield return new DataItem(new JsonObject { ["uuid"] = follow.Uuid, ["handle"] = follow.Handle, ["created_at"] = RelativeTime.Machine(follow.CreatedAt) });
            }
            if (rows.Count < Batch) yield break;
            after = rows[^1].Uuid;
        }
    }

    private static async IAsyncEnumerable<DataItem> MutesAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = Guid.Empty;
        while (true)
        {
            var rows = await db.ListAsync(Mutes, new Args { ["user"] = user, ["now"] = now, ["after"] = after, ["limit"] = Batch }, ct);
            foreach (var mute in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["uuid"] = mute.Uuid,
                    ["handle"] = mute.Handle,
                    ["created_at"] = RelativeTime.Machine(mute.CreatedAt),
                    ["until"] = mute.Until is { } until ? RelativeTime.Machine(until) : null,
                });
            }
            if (rows.Count < Batch) yield break;
            after = rows[^1].Uuid;
        }
    }

    internal sealed record OwnCrud(
        Guid Uuid, string Message, Guid? ReplyToActivityUuid, int RepliesCount, int RepostsCount, int LikesCount, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt,
        Guid? QuoteUuid, string? ContentWarning, string? Language, DateTimeOffset? EditedAt, bool Pinned);

    internal sealed record OwnEdit(Guid ActivityUuid, string Message, string? ContentWarning, DateTimeOffset WrittenAt, DateTimeOffset ExpiresAt);

    /// <summary>A crud that the person liked, passed on or kept.</summary>
    internal sealed record OwnMark(Guid ActivityUuid, string Author, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
    {
        internal static OwnMark Read(Row row) => new(row.Uuid(0), row.Text(1), row.Instant(2), row.Instant(3));
    }

    internal sealed record OwnMute(Guid Uuid, string Handle, DateTimeOffset CreatedAt, DateTimeOffset? Until);

    internal sealed record OwnPerson(Guid Uuid, string Handle, DateTimeOffset CreatedAt)
    {
        internal static OwnPerson Read(Row row) => new(row.Uuid(0), row.Text(1), row.Instant(2));
    }
}
