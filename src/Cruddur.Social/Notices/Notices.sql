-- What moderators tell people, until they have read it or a month is over.

-- name: Tell
-- example: uuid=00000000-0000-7000-8000-00000000000d user=00000000-0000-7000-8000-000000000001 kind=crud outcome=warn reason=spam words=Please now=2026-01-01T00:00:00Z expires_at=2026-01-31T00:00:00Z
insert into moderator_notices (uuid, user_uuid, kind, outcome, reason, words, created_at, expires_at)
select @uuid, users.uuid, @kind, @outcome, @reason, @words, @now, @expires_at from users where users.uuid = @user;

-- name: Reporters
-- example: case=00000000-0000-7000-8000-00000000000c
select reporter_uuid from reports where case_uuid = @case;

-- name: List
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z limit=50
select uuid, kind, outcome, reason, words, created_at, read_at from moderator_notices
where user_uuid = @viewer and expires_at > @now
order by created_at desc, uuid desc
limit @limit::integer;

-- name: Unread
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select exists (select from moderator_notices where user_uuid = @viewer and expires_at > @now and read_at is null) as is_unread;

-- name: Read
-- example: uuid=00000000-0000-7000-8000-00000000000d viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update moderator_notices set read_at = coalesce(read_at, @now) where uuid = @uuid and user_uuid = @viewer and expires_at > @now
returning uuid, kind, outcome, reason, words, created_at, read_at;

-- name: Mine
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select uuid, kind, outcome, reason, words, created_at, read_at, expires_at from moderator_notices
where user_uuid = @user and expires_at > @now
order by created_at desc, uuid desc;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from moderator_notices where uuid = any (array(
  select uuid from moderator_notices where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from moderator_notices where expires_at <= @now::timestamptz;

-- name: Address
-- example: user=00000000-0000-7000-8000-000000000001
select handle, email from users where uuid = @user;
