-- name: Pending
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select coalesce(new_email, '') as new_email, expires_at from platform.codes
where user_uuid = @user and purpose = 'email' and expires_at > @now;

-- name: Cancel
-- example: user=00000000-0000-7000-8000-000000000001
delete from platform.codes where user_uuid = @user and purpose = 'email';

-- name: IsTaken
-- example: email=andrew@example.com
select exists (select from users where lower(email) = lower(@email)) as is_taken;

-- name: Change
-- example: user=00000000-0000-7000-8000-000000000001 email=andy@example.com now=2026-01-01T00:00:00Z
update users set email = @email, updated_at = @now where uuid = @user;
