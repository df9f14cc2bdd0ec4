-- name: PasswordHash
-- example: user=00000000-0000-7000-8000-000000000001
select password_hash from platform.credentials where user_uuid = @user;

-- name: ChangePassword
-- example: user=00000000-0000-7000-8000-000000000001 hash=a now=2026-01-01T00:00:00Z
update platform.credentials set password_hash = @hash, changed_at = @now where user_uuid = @user;

-- name: Mine
-- example: user=00000000-0000-7000-8000-000000000001
select uuid, handle, display_name, email, bio, cognito_user_id, created_at, approves_followers as locked from users where uuid = @user;

-- name: EditProfile
-- example: user=00000000-0000-7000-8000-000000000001 display_name=Andrew bio=hello locked=true now=2026-01-01T00:00:00Z
update users set display_name = @display_name, bio = @bio, approves_followers = coalesce(@locked, approves_followers), updated_at = @now
where uuid = @user
returning uuid, handle, display_name, cognito_user_id, bio, created_at, approves_followers as locked;

-- name: AllSessions
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select name, kind, scope, user_agent, created_at, nullif(last_seen_at, 'epoch') as last_seen_at, expires_at from platform.sessions
where user_uuid = @user and expires_at > @now
order by created_at desc, uuid desc;

-- name: FormerHandles
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select handle, kept_until from platform.handles where user_uuid = @user and kept_until > @now order by kept_until;
