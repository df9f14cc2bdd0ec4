-- name: Leave
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z delete_at=2026-01-08T00:00:00Z
update users set delete_at = @delete_at, updated_at = @now where uuid = @user and delete_at is null;

-- name: Hasten
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update users set delete_at = @now, updated_at = @now where uuid = @user and (delete_at is null or delete_at > @now);

-- name: Stay
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update users set delete_at = null, updated_at = @now where uuid = @user and delete_at > @now;

-- name: Leaves
-- example: user=00000000-0000-7000-8000-000000000001
select delete_at is not null as leaves from users where uuid = @user for no key update;

-- name: Erase
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
delete from users where uuid = @user and delete_at <= @now;
