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

-- name: Blocks
-- example: user=00000000-0000-7000-8000-000000000001 after=00000000-0000-0000-0000-000000000000 limit=200
select r.blocked_uuid as uuid, u.handle, r.created_at from blocks r join users u on u.uuid = r.blocked_uuid
where r.blocker_uuid = @user and r.blocked_uuid > @after
order by r.blocked_uuid
limit @limit::integer;

-- name: Mutes
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 limit=200
select r.muted_uuid as uuid, u.handle, r.created_at, r.until from mutes r join users u on u.uuid = r.muted_uuid
where r.muter_uuid = @user and r.muted_uuid > @after and (r.until is null or r.until > @now)
order by r.muted_uuid
limit @limit::integer;

-- Whom they ask to follow.
-- name: Asked
-- example: user=00000000-0000-7000-8000-000000000001 after=00000000-0000-0000-0000-000000000000 limit=200
select r.requested_uuid as uuid, u.handle, r.created_at from follow_requests r join users u on u.uuid = r.requested_uuid
where r.requester_uuid = @user and r.requested_uuid > @after
order by r.requested_uuid
limit @limit::integer;

-- Who asks to follow them.
-- name: Asking
-- example: user=00000000-0000-7000-8000-000000000001 after=00000000-0000-0000-0000-000000000000 limit=200
select r.requester_uuid as uuid, u.handle, r.created_at from follow_requests r join users u on u.uuid = r.requester_uuid
where r.requested_uuid = @user and r.requester_uuid > @after
order by r.requester_uuid
limit @limit::integer;

-- name: Dismissed
-- example: user=00000000-0000-7000-8000-000000000001 after=00000000-0000-0000-0000-000000000000 limit=200
select r.dismissed_uuid as uuid, u.handle, r.created_at from dismissals r join users u on u.uuid = r.dismissed_uuid
where r.user_uuid = @user and r.dismissed_uuid > @after
order by r.dismissed_uuid
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
