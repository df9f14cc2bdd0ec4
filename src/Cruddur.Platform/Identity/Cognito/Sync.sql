-- name: Linkable
-- example: handle=andrew email=andrew@example.com
select handle from users
where handle = @handle and lower(email) = lower(@email) and (cognito_user_id is null or cognito_user_id = 'MOCK');

-- name: Link
-- example: handle=andrew email=andrew@example.com sub=sub-9 now=2026-01-01T00:00:00Z
update users set cognito_user_id = @sub, updated_at = @now
where handle = @handle and lower(email) = lower(@email) and (cognito_user_id is null or cognito_user_id = 'MOCK');
