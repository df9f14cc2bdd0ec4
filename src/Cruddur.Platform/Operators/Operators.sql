-- What operators see of people and change about them. Who did so stands in platform.audit, written in the same transaction.

-- name: Find
-- example: uuid=00000000-0000-7000-8000-000000000001 handle=andrew email=andrew@example.com now=2026-01-01T00:00:00Z
select u.uuid, u.handle, u.display_name, u.email, u.created_at, u.is_admin, u.disabled_at, u.delete_at,
  (select count(*)::integer from platform.sessions s where s.user_uuid = u.uuid and s.expires_at > @now) as sessions
from users u where u.uuid = @uuid::uuid or u.handle = @handle::text or lower(u.email) = lower(@email::text);

-- name: List
-- example: search=and state=admin now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select u.uuid, u.handle, u.display_name, u.email, u.created_at, u.is_admin, u.disabled_at, u.delete_at,
  (select count(*)::integer from platform.sessions s where s.user_uuid = u.uuid and s.expires_at > @now) as sessions
from users u
where (u.created_at, u.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  and (@search::text = '' or position(lower(@search::text) in lower(u.handle || ' ' || u.display_name || ' ' || u.email)) > 0)
  and case @state::text
    when 'admin' then u.is_admin
    when 'disabled' then u.disabled_at is not null
    when 'leaving' then u.delete_at is not null
    else true end
order by u.created_at desc, u.uuid desc limit @limit::integer;

-- name: Disable
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update users set disabled_at = @now, updated_at = @now where uuid = @user and disabled_at is null;

-- name: Enable
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update users set disabled_at = null, updated_at = @now where uuid = @user and disabled_at is not null;

-- name: Waiting
-- example: who=londo now=2026-01-01T00:00:00Z
select uuid, handle from platform.signups where (handle = lower(@who) or lower(email) = lower(@who)) and expires_at > @now and not is_known
order by created_at desc, uuid;

-- name: Confirm
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
with confirmed as (
  delete from platform.signups where uuid = @uuid and expires_at > @now and not is_known
  returning uuid, handle, display_name, email, password_hash
), person as (
  insert into users (uuid, handle, display_name, email, created_at, updated_at)
  select uuid, handle, display_name, email, @now, @now from confirmed
), secret as (
  insert into platform.credentials (user_uuid, password_hash, changed_at) select uuid, password_hash, @now from confirmed
)
select uuid from confirmed;

-- name: Promote
-- example: user=00000000-0000-7000-8000-000000000001 is_admin=true now=2026-01-01T00:00:00Z
update users set is_admin = @is_admin, updated_at = @now where uuid = @user and is_admin <> @is_admin;

-- name: CountSessions
-- example: user=00000000-0000-7000-8000-000000000001
select count(*)::integer as sessions_count from platform.sessions where user_uuid = @user;

-- A handle that somebody had lately, or has just signed up with, is kept for them.
-- name: Create
-- example: uuid=00000000-0000-7000-8000-000000000003 handle=londo display_name=Londo email=londo@example.com is_admin=false now=2026-01-01T00:00:00Z
insert into users (uuid, handle, display_name, email, is_admin, created_at, updated_at)
select @uuid, @handle, @display_name, @email, @is_admin, @now, @now
where not exists (select from platform.handles where handle = @handle and kept_until > @now)
  and not exists (select from platform.signups where handle = @handle and expires_at > @now);

-- name: GivePassword
-- example: user=00000000-0000-7000-8000-000000000001 hash=x now=2026-01-01T00:00:00Z
insert into platform.credentials (user_uuid, password_hash, changed_at) values (@user, @hash, @now)
on conflict (user_uuid) do update set password_hash = @hash, changed_at = @now;

-- name: Alone
-- example: key=1668440434
select pg_advisory_xact_lock(@key::bigint) is not null as is_held;

-- name: Anybody
-- scan: it stops at the first person
select exists (select from users) as anybody;

-- name: DropPassword
-- example: user=00000000-0000-7000-8000-000000000001
delete from platform.credentials where user_uuid = @user;
