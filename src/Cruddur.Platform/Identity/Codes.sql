-- name: Make
-- example: user=00000000-0000-7000-8000-000000000001 purpose=recover salt=\x00 code=\x00 new_email=null now=2026-01-01T00:00:00Z expires_at=2026-01-01T00:10:00Z
insert into platform.codes (user_uuid, purpose, salt, code_sha256, new_email, created_at, expires_at)
values (@user, @purpose, @salt, @code, @new_email, @now, @expires_at)
on conflict (user_uuid, purpose) do update set salt = excluded.salt, code_sha256 = excluded.code_sha256,
  new_email = excluded.new_email, tries = 0, created_at = excluded.created_at, expires_at = excluded.expires_at;

-- name: Find
-- example: user=00000000-0000-7000-8000-000000000001 purpose=recover now=2026-01-01T00:00:00Z
select salt, code_sha256, new_email from platform.codes where user_uuid = @user and purpose = @purpose and expires_at > @now;

-- name: Spend
-- example: user=00000000-0000-7000-8000-000000000001 purpose=recover code=\x00 now=2026-01-01T00:00:00Z
delete from platform.codes where user_uuid = @user and purpose = @purpose and code_sha256 = @code and expires_at > @now
returning new_email;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.codes where (user_uuid, purpose) in (
  select user_uuid, purpose from platform.codes where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
);

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.codes where expires_at <= @now::timestamptz;
