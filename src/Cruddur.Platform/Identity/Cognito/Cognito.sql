-- name: Person
-- example: sub=sub-1
select u.uuid, u.handle, u.display_name, u.is_admin, u.disabled_at is null as is_active, u.email, p.tokens_after, u.delete_at
from users u left join platform.cognito_people p on p.user_uuid = u.uuid
where u.cognito_user_id = @sub;

-- name: ByEmail
-- example: email=andrew@example.com
select uuid, handle, display_name from users where lower(email) = lower(@email) and cognito_user_id is not null;

-- name: EmailOf
-- example: handle=andrew
select email from users where handle = lower(@handle) and cognito_user_id is not null;

-- name: Add
-- example: uuid=00000000-0000-7000-8000-000000000009 handle=londo_2 display_name=Londo email=londo@example.com elsewhere=x@cognito.invalid sub=sub-9 wished=londo now=2026-01-01T00:00:00Z
with added as (
  insert into users (uuid, handle, display_name, email, cognito_user_id, created_at, updated_at)
  select @uuid, @handle, @display_name,
    case when exists (select from users where lower(email) = lower(@email::text)) then @elsewhere::text else @email::text end, @sub, @now, @now
  where not exists (select from platform.handles where handle = @handle and kept_until > @now)
  on conflict do nothing
  returning uuid, handle
)
insert into platform.cognito_people (user_uuid, wished_handle, given_handle, created_at)
select uuid, case when handle <> @wished::text then @wished::text end, case when handle <> @wished::text then handle end, @now from added
returning user_uuid;

-- name: HandleTaken
-- example: handle=andrew now=2026-01-01T00:00:00Z
select exists (select from users where handle = @handle) or exists (select from platform.handles where handle = @handle and kept_until > @now) as is_taken;

-- name: KeepEmail
-- example: sub=sub-1 email=new@example.com now=2026-01-01T00:00:00Z
update users set email = @email, updated_at = @now
where cognito_user_id = @sub and email <> @email
  and not exists (select from users other where lower(other.email) = lower(@email) and other.cognito_user_id is distinct from @sub);

-- name: CutOff
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
insert into platform.cognito_people (user_uuid, tokens_after, created_at)
select uuid, @now, @now from users where uuid = @user and cognito_user_id is not null
on conflict (user_uuid) do update set tokens_after = excluded.tokens_after;

-- name: Note
-- example: user=00000000-0000-7000-8000-000000000001 since=2025-12-01T00:00:00Z
select coalesce(p.wished_handle, '') as wished_handle
from platform.cognito_people p join users u on u.uuid = p.user_uuid
where p.user_uuid = @user and u.handle = p.given_handle and p.created_at > @since;

-- name: KeepRefresh
-- example: token=\x0000000000000000000000000000000000000000000000000000000000000000 sealed=\x00 refresh_at=2026-01-01T01:00:00Z
insert into platform.cognito_sessions (session_uuid, sealed_refresh, refresh_at)
select uuid, @sealed, @refresh_at from platform.sessions where token_sha256 = @token;

-- name: Prove
-- example: token=\x0000000000000000000000000000000000000000000000000000000000000000 until=2026-01-01T00:15:00Z
update platform.sessions set sudo_until = @until where token_sha256 = @token and kind = 'cookie';

-- name: Refresh
-- example: session=00000000-0000-7000-8000-000000000009
select sealed_refresh, refresh_at from platform.cognito_sessions where session_uuid = @session;

-- name: Refreshed
-- example: session=00000000-0000-7000-8000-000000000009 sealed=\x00 refresh_at=2026-01-01T02:00:00Z
update platform.cognito_sessions set sealed_refresh = @sealed, refresh_at = @refresh_at where session_uuid = @session;
