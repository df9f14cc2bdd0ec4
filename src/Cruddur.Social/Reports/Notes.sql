-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from report_notes where (case_uuid, reporter_uuid) in (
  select case_uuid, reporter_uuid from report_notes where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
);

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from report_notes where expires_at <= @now::timestamptz;
