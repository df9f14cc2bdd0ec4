-- A session with a name is a token that its owner made for a program. Tokens end only when they are told to, not by lying idle.

-- name: List
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z idle_since=2025-12-18T00:00:00Z
select uuid, kind, user_agent, created_at, last_seen_at, expires_at from platform.sessions
where user_uuid = @user and name is null and expires_at > @now and last_seen_at > @idle_since
order by last_seen_at desc, uuid desc;

-- name: Tokens
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select uuid, coalesce(name, '') as name, scope, created_at, nullif(last_seen_at, 'epoch') as last_seen_at, expires_at from platform.sessions
where user_uuid = @user and name is not null and expires_at > @now
order by created_at desc, uuid desc;

-- name: Create
-- example: uuid=00000000-0000-7000-8000-000000000009 token=\x0000000000000000000000000000000000000000000000000000000000000000 user=00000000-0000-7000-8000-000000000001 name=backup scope=read now=2026-01-01T00:00:00Z expires_at=2026-04-01T00:00:00Z most=20
insert into platform.sessions (uuid, token_sha256, user_uuid, kind, user_agent, name, scope, created_at, last_seen_at, expires_at)
select @uuid, @token, @user, 'bearer', '', @name, @scope, @now, 'epoch', @expires_at
where (select count(*) from platform.sessions where user_uuid = @user and name is not null and expires_at > @now) < @most::integer
on conflict (uuid) do nothing;

-- name: HasToken
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001
select exists (select from platform.sessions where uuid = @uuid and user_uuid = @user and name is not null) as there;

-- name: End
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001 is_token=false
delete from platform.sessions where uuid = @uuid and user_uuid = @user and (name is not null) = @is_token;
