-- name: Session
-- example: token=\x00 now=2026-01-01T00:00:00Z idle_since=2025-12-18T00:00:00Z kind=cookie
select s.uuid, s.user_uuid, u.handle, u.display_name, s.last_seen_at, u.is_admin, s.scope, s.sudo_until, u.delete_at
from platform.sessions s join users u on u.uuid = s.user_uuid
where s.token_sha256 = @token and s.kind = @kind and s.expires_at > @now and (s.last_seen_at > @idle_since or s.name is not null)
  and u.disabled_at is null and (u.delete_at is null or u.delete_at > @now);

-- name: Seen
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
update platform.sessions set last_seen_at = @now where uuid = @uuid and last_seen_at < @now;

-- name: Begin
-- example: uuid=00000000-0000-7000-8000-000000000009 token=\x0000000000000000000000000000000000000000000000000000000000000000 user=00000000-0000-7000-8000-000000000001 kind=cookie user_agent=test language=de now=2026-01-01T00:00:00Z expires_at=2026-04-01T00:00:00Z
with spoken as (update users set language = @language where uuid = @user and language is distinct from @language)
insert into platform.sessions (uuid, token_sha256, user_uuid, kind, user_agent, created_at, last_seen_at, expires_at)
values (@uuid, @token, @user, @kind, @user_agent, @now, @now, @expires_at);

-- name: Prove
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001 until=2026-01-01T00:15:00Z
update platform.sessions set sudo_until = @until where uuid = @uuid and user_uuid = @user and kind = 'cookie';

-- name: End
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001
delete from platform.sessions where uuid = @uuid and user_uuid = @user;

-- name: EndAll
-- example: user=00000000-0000-7000-8000-000000000001 except=00000000-0000-7000-8000-000000000009
with begun as (delete from platform.challenges where user_uuid = @user)
delete from platform.sessions where user_uuid = @user and uuid is distinct from @except::uuid;

-- name: Address
-- example: user=00000000-0000-7000-8000-000000000001
select email from users where uuid = @user;

-- name: Login
-- example: login=andrew@example.com
select uuid from users where lower(email) = lower(@login) or handle = lower(@login);

-- name: Rehash
-- example: user=00000000-0000-7000-8000-000000000001 old=a new=b now=2026-01-01T00:00:00Z
update platform.credentials set password_hash = @new, changed_at = @now where user_uuid = @user and password_hash = @old;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.sessions where uuid = any (array(
  select uuid from platform.sessions where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.sessions where expires_at <= @now::timestamptz;
