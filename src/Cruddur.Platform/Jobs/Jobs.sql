-- name: Add
-- example: uuid=00000000-0000-7000-8000-000000000009 kind=mail.send payload={} key=a run_at=2026-01-01T00:00:00Z now=2026-01-01T00:00:00Z
insert into platform.jobs (uuid, kind, payload, key, run_at, created_at)
values (@uuid, @kind, @payload::text::jsonb, @key, @run_at, @now)
on conflict (key) do nothing;

-- A job whose lease is over is one whose worker died: it is done again.
-- name: Lease
-- example: now=2026-01-01T00:00:00Z leased_until=2026-01-01T00:05:00Z
update platform.jobs set leased_until = @leased_until, attempts = attempts + 1
where uuid = (
  select uuid from platform.jobs
  where run_at <= @now and (leased_until is null or leased_until <= @now)
  order by run_at limit 1 for update skip locked
)
returning uuid, kind, payload::text as payload, attempts;

-- name: Done
-- example: uuid=00000000-0000-7000-8000-000000000009 attempts=1
delete from platform.jobs where uuid = @uuid and attempts = @attempts;

-- name: Later
-- example: uuid=00000000-0000-7000-8000-000000000009 attempts=1 run_at=2026-01-01T00:01:00Z error=a
update platform.jobs set run_at = @run_at, leased_until = null, last_error = @error where uuid = @uuid and attempts = @attempts;
