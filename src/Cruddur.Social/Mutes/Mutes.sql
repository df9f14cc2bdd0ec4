-- name: Mute
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001 until=2026-01-02T00:00:00Z now=2026-01-01T00:00:00Z
-- Again with another end changes the end.
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and users.uuid <> @viewer and {Present} and users.uuid <> all ({Blocked})
), muted as (
  insert into mutes (muter_uuid, muted_uuid, until, created_at)
  select @viewer, uuid, @until, @now from person
  on conflict (muter_uuid, muted_uuid) do update set until = excluded.until
)
select handle, true as muted, @until::timestamptz as until from person;

-- name: Unmute
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked})
), gone as (
  delete from mutes where muter_uuid = @viewer and muted_uuid = (select uuid from person)
)
select handle, false as muted, null::timestamptz as until from person;

-- Whom of these the viewer does not want to hear of just now.
-- name: Among
-- example: people={00000000-0000-7000-8000-000000000002} viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select muted_uuid from mutes where muter_uuid = @viewer and muted_uuid = any (@people::uuid[]) and (until is null or until > @now);

-- name: List
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select u.uuid, u.handle, u.display_name, r.until, r.created_at
from mutes r
cross join lateral (select uuid, handle, display_name from users where users.uuid = r.muted_uuid and {Present} offset 0) u
where r.muter_uuid = @viewer and (r.until is null or r.until > @now) and r.muted_uuid <> all ({Blocked})
  and (r.created_at, r.muted_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by r.created_at desc, r.muted_uuid desc
limit @limit::integer;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from mutes where (muter_uuid, muted_uuid) in (
  select muter_uuid, muted_uuid from mutes where until <= @now order by until limit @batch::integer for update skip locked
);

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(until)), 0)::double precision as seconds
from mutes where until <= @now::timestamptz;
