-- name: Keep
-- example: caller=00000000-0000-7000-8000-000000000001 key=a request=\x00 result=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z expires_at=2026-01-02T00:00:00Z
-- One statement for both cases: the update leaves a live row as it is, locks it, and thereby waits for whoever is writing it.
insert into platform.idempotency_keys as kept (caller_uuid, key, request_sha256, result_uuid, expires_at)
values (@caller, @key, @request, @result, @expires_at)
on conflict (caller_uuid, key) do update set
  request_sha256 = case when kept.expires_at > @now then kept.request_sha256 else excluded.request_sha256 end,
  result_uuid = case when kept.expires_at > @now then kept.result_uuid else excluded.result_uuid end,
  expires_at = case when kept.expires_at > @now then kept.expires_at else excluded.expires_at end
returning request_sha256, result_uuid;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.idempotency_keys where (caller_uuid, key) in (
  select caller_uuid, key from platform.idempotency_keys where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
);

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.idempotency_keys where expires_at <= @now::timestamptz;
