-- name: Cruds
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=200
select uuid, message, reply_to_activity_uuid, replies_count, reposts_count, likes_count, expires_at, created_at,
  quote_uuid, content_warning, language, edited_at, (select true from pins where pins.user_uuid = @user and pins.activity_uuid = activities.uuid) is not null as pinned
from activities
where user_uuid = @user and expires_at > @now and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by created_at desc, uuid desc
limit @limit::integer;

-- name: Likes
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 limit=200
select l.activity_uuid, u.handle as author, l.created_at, a.expires_at
from likes l join activities a on a.uuid = l.activity_uuid join users u on u.uuid = a.user_uuid
where l.user_uuid = @user and l.activity_uuid > @after and a.expires_at > @now
order by l.activity_uuid
limit @limit::integer;

-- name: Reposts
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 limit=200
select r.activity_uuid, u.handle as author, r.created_at, a.expires_at
from reposts r join activities a on a.uuid = r.activity_uuid join users u on u.uuid = a.user_uuid
where r.user_uuid = @user and r.activity_uuid > @after and a.expires_at > @now
order by r.activity_uuid
limit @limit::integer;

-- name: Bookmarks
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 limit=200
select r.activity_uuid, u.handle as author, r.created_at, a.expires_at
from bookmarks r join activities a on a.uuid = r.activity_uuid join users u on u.uuid = a.user_uuid
where r.user_uuid = @user and r.activity_uuid > @after and a.expires_at > @now
order by r.activity_uuid
limit @limit::integer;

-- What their cruds said before they were corrected.
-- name: Edits
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 after_at=2000-01-01T00:00:00Z limit=200
select e.activity_uuid, e.message, e.content_warning, e.written_at, a.expires_at
from activities a join edits e on e.activity_uuid = a.uuid
where a.user_uuid = @user and a.expires_at > @now and (e.activity_uuid, e.written_at) > (@after::uuid, @after_at::timestamptz)
order by e.activity_uuid, e.written_at
limit @limit::integer;

-- name: Following
-- example: user=00000000-0000-7000-8000-000000000001 after=00000000-0000-0000-0000-000000000000 limit=200
select f.followed_uuid as uuid, u.handle, f.created_at from follows f join users u on u.uuid = f.followed_uuid
where f.follower_uuid = @user and f.followed_uuid > @after
order by f.followed_uuid
limit @limit::integer;

-- name: Followers
-- example: user=00000000-0000-7000-8000-000000000001 after=00000000-0000-0000-0000-000000000000 limit=200
select f.follower_uuid as uuid, u.handle, f.created_at from follows f join users u on u.uuid = f.follower_uuid
where f.followed_uuid = @user and f.follower_uuid > @after
order by f.follower_uuid
limit @limit::integer;
