-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.attempts where (bucket, window_start) in (
  select bucket, window_start from platform.attempts where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
);

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.attempts where expires_at <= @now::timestamptz;

-- name: Count
-- example: bucket=signin:address:127.0.0.1 window_start=2026-01-01T00:00:00Z expires_at=2026-01-01T00:05:00Z
insert into platform.attempts as kept (bucket, window_start, count, expires_at)
values (@bucket, @window_start, 1, @expires_at)
on conflict (bucket, window_start) do update set count = kept.count + 1
returning count;
