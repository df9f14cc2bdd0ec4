-- What is over, and only that, gives way to a new sign-up under its handle.
-- name: Begin
-- example: uuid=00000000-0000-7000-8000-000000000009 handle=londo name=Londo email=londo@example.com hash=a now=2026-01-01T00:00:00Z expires_at=2026-01-02T00:00:00Z
insert into platform.signups as kept (uuid, handle, display_name, email, password_hash, is_known, created_at, expires_at)
select @uuid, @handle, @name, @email, @hash, exists (select from users where lower(email) = lower(@email)), @now, @expires_at
where not exists (select from users where handle = @handle)
  and not exists (select from platform.handles where handle = @handle and kept_until > @now)
on conflict (handle) do update set uuid = excluded.uuid, display_name = excluded.display_name, email = excluded.email,
  password_hash = excluded.password_hash, is_known = excluded.is_known, salt = '', code_sha256 = '', code_expires_at = null,
  created_at = excluded.created_at, expires_at = excluded.expires_at
where kept.expires_at <= @now
returning uuid;

-- name: Live
-- example: handle=londo now=2026-01-01T00:00:00Z
select email, password_hash from platform.signups where handle = @handle and expires_at > @now;

-- name: ByUuid
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
select uuid, handle, email, is_known from platform.signups where uuid = @uuid and expires_at > @now;

-- name: Newest
-- example: email=londo@example.com now=2026-01-01T00:00:00Z
select uuid, handle, email, is_known from platform.signups
where lower(email) = lower(@email) and expires_at > @now and not is_known
order by created_at desc limit 1;

-- name: Code
-- example: uuid=00000000-0000-7000-8000-000000000009 salt=\x00 code=\x00 code_expires_at=2026-01-01T00:10:00Z
update platform.signups set salt = @salt, code_sha256 = @code, code_expires_at = @code_expires_at where uuid = @uuid;

-- Several may wait for a code at one address: it is its owner who says by the code which of them counts.
-- name: Waiting
-- example: email=londo@example.com now=2026-01-01T00:00:00Z
select uuid, salt, code_sha256 from platform.signups
where lower(email) = lower(@email) and expires_at > @now and code_expires_at > @now and not is_known
order by created_at desc limit 10;

-- name: Confirm
-- example: uuid=00000000-0000-7000-8000-000000000009 code=\x00 now=2026-01-01T00:00:00Z
with confirmed as (
  delete from platform.signups where uuid = @uuid and code_sha256 = @code and code_expires_at > @now
  returning uuid, handle, display_name, email, password_hash
), person as (
  insert into users (uuid, handle, display_name, email, created_at, updated_at)
  select uuid, handle, display_name, email, @now, @now from confirmed
), secret as (
  insert into platform.credentials (user_uuid, password_hash, changed_at) select uuid, password_hash, @now from confirmed
)
select uuid, handle, display_name from confirmed;

-- name: IsTaken
-- example: handle=londo now=2026-01-01T00:00:00Z
select exists (select from users where handle = @handle)
  or exists (select from platform.handles where handle = @handle and kept_until > @now)
  or exists (select from platform.signups where handle = @handle and expires_at > @now) as is_taken;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.signups where uuid = any (array(
  select uuid from platform.signups where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.signups where expires_at <= @now::timestamptz;
