using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;

namespace Cruddur.Social.Archives;

/// <summary>What of Social's a person gets with their archive. Only what lives: what has expired is kept nowhere.</summary>
internal static class SocialData
{
    private const int Batch = 200;

    private static readonly Query<OwnCrud> Cruds = Query.Of("Social/Archives/Archives.sql#Cruds", row =>
        new OwnCrud(row.Uuid(0), row.Text(1), row.UuidOrNull(2), row.Int(3), row.Int(4), row.Int(5), row.Instant(6), row.Instant(7)));

    private static readonly Query<OwnLike> Likes = Query.Of("Social/Archives/Archives.sql#Likes", row => new OwnLike(row.Uuid(0), row.Text(1), row.Instant(2), row.Instant(3)));
    private static readonly Query<OwnFollow> Following = Query.Of("Social/Archives/Archives.sql#Following", OwnFollow.Read);
    private static readonly Query<OwnFollow> Followers = Query.Of("Social/Archives/Archives.sql#Followers", OwnFollow.Read);

    internal static IReadOnlyList<PersonalData> All =>
    [
        new("cruds", "Cruds and replies", CrudsAsync),
        new("likes", "Likes", LikesAsync),
        new("following", "People you follow", (db, user, _, ct) => FollowsAsync(db, Following, user, ct)),
        new("followers", "People who follow you", (db, user, _, ct) => FollowsAsync(db, Followers, user, ct)),
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
                }, crud.ExpiresAt);
            }
            if (rows.Count < Batch) yield break;
            before = new Cursor(rows[^1].CreatedAt, rows[^1].Uuid);
        }
    }

    private static async IAsyncEnumerable<DataItem> LikesAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var after = Guid.Empty;
        while (true)
        {
            var rows = await db.ListAsync(Likes, new Args { ["user"] = user, ["now"] = now, ["after"] = after, ["limit"] = Batch }, ct);
            foreach (var like in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["activity_uuid"] = like.ActivityUuid,
                    ["author"] = like.Author,
                    ["created_at"] = RelativeTime.Machine(like.CreatedAt),
                }, like.ExpiresAt);
            }
            if (rows.Count < Batch) yield break;
            after = rows[^1].ActivityUuid;
        }
    }

    private static async IAsyncEnumerable<DataItem> FollowsAsync(Db db, Query<OwnFollow> query, Guid user, [EnumeratorCancellation] CancellationToken ct)
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

    internal sealed record OwnCrud(
        Guid Uuid, string Message, Guid? ReplyToActivityUuid, int RepliesCount, int RepostsCount, int LikesCount, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt);

    internal sealed record OwnLike(Guid ActivityUuid, string Author, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

    internal sealed record OwnFollow(Guid Uuid, string Handle, DateTimeOffset CreatedAt)
    {
        internal static OwnFollow Read(Row row) => new(row.Uuid(0), row.Text(1), row.Instant(2));
    }
}
