-- name: Begin
-- example: token=\x0000000000000000000000000000000000000000000000000000000000000000 purpose=second-factor user=00000000-0000-7000-8000-000000000001 state={} expires_at=2026-01-01T00:05:00Z
insert into platform.challenges (token_sha256, purpose, user_uuid, state, expires_at)
values (@token, @purpose, @user, @state, @expires_at);

-- name: Try
-- example: token=\x00 purpose=second-factor most=5 now=2026-01-01T00:00:00Z
update platform.challenges set tries = tries + 1
where token_sha256 = @token and purpose = @purpose and tries < @most::integer and expires_at > @now
returning user_uuid, state;

-- name: Take
-- example: token=\x00 purpose=second-factor now=2026-01-01T00:00:00Z
delete from platform.challenges
where token_sha256 = @token and purpose = @purpose and expires_at > @now
returning user_uuid, state;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.challenges where token_sha256 = any (array(
  select token_sha256 from platform.challenges where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.challenges where expires_at <= @now::timestamptz;
