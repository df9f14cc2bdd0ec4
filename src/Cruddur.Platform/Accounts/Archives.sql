-- name: Show
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select uuid, parts_done, bytes, requested_at, made_at, fresh_until, expires_at from platform.archives where user_uuid = @user and expires_at > @now;

-- A second request while there is one is the same request; a request that is over makes room.
-- name: Ask
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z expires_at=2026-01-02T00:00:00Z
with over as (
  delete from platform.archives where user_uuid = @user and expires_at <= @now
)
insert into platform.archives (uuid, user_uuid, requested_at, expires_at)
select @uuid, @user, @now, @expires_at
where not exists (select from platform.archives where user_uuid = @user and expires_at > @now)
on conflict do nothing
returning uuid;

-- name: Discard
-- example: user=00000000-0000-7000-8000-000000000001
delete from platform.archives where user_uuid = @user;

-- name: Asked
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
select a.user_uuid from platform.archives a join users u on u.uuid = a.user_uuid
where a.uuid = @uuid and a.made_at is null and a.expires_at > @now and u.delete_at is null;

-- name: Progress
-- example: uuid=00000000-0000-7000-8000-000000000009 parts_done=2
update platform.archives set parts_done = @parts_done where uuid = @uuid and made_at is null;

-- name: Empty
-- example: uuid=00000000-0000-7000-8000-000000000009
delete from platform.archive_pieces where archive_uuid = @uuid;

-- name: Piece
-- example: uuid=00000000-0000-7000-8000-000000000009 number=0 content=\x00
insert into platform.archive_pieces (archive_uuid, number, content)
select uuid, @number, @content from platform.archives where uuid = @uuid;

-- name: Made
-- example: uuid=00000000-0000-7000-8000-000000000009 bytes=1 now=2026-01-01T00:00:00Z fresh_until=2026-01-01T12:00:00Z
update platform.archives set made_at = @now, bytes = @bytes, fresh_until = @fresh_until where uuid = @uuid and expires_at > @now;

-- name: Read
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001 number=0 now=2026-01-01T00:00:00Z
select p.content from platform.archive_pieces p join platform.archives a on a.uuid = p.archive_uuid
where p.archive_uuid = @uuid and p.number = @number and a.user_uuid = @user and a.fresh_until > @now and a.expires_at > @now;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.archives where uuid = any (array(
  select uuid from platform.archives where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.archives where expires_at <= @now::timestamptz;
