-- What has ended is sealed just before it is erased, where the server's owner wants it.

-- name: Unsealed
-- example: now=2026-01-01T00:00:00Z kept=48:00:00 limit=500
-- What its author may still have back, and what went with somebody who leaves, has not ended yet.
select a.uuid, a.message, a.content_warning, coalesce(a.edited_at, a.created_at) as written_at
from activities a
where a.expires_at <= @now and a.expires_at > @now::timestamptz - @kept::interval
  and (select true from deletions where deletions.activity_uuid = a.uuid and deletions.until > @now) is null
  and not exists (select from set_aside where set_aside.activity_uuid = a.uuid)
  and not exists (select from seals where seals.activity_uuid = a.uuid)
order by a.expires_at limit @limit::integer;

-- name: Store
-- example: uuids={00000000-0000-7000-8000-000000000009} keys={\\x00} contents={\\x00} kept=48:00:00 now=2026-01-01T00:00:00Z
insert into seals (activity_uuid, user_uuid, sealed_key, content, until)
select a.uuid, a.user_uuid, made.sealed_key, made.content, a.expires_at + @kept::interval
from unnest(@uuids::uuid[], @keys::bytea[], @contents::bytea[]) made (uuid, sealed_key, content)
join activities a on a.uuid = made.uuid and a.expires_at <= @now
on conflict do nothing;

-- name: Find
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
select seals.user_uuid, seals.sealed_key, seals.content from seals
where seals.activity_uuid = @uuid and seals.until > @now and (select true from users where users.uuid = seals.user_uuid and {Present});

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from seals where activity_uuid = any (array(
  select activity_uuid from seals where until <= @now order by until limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(until)), 0)::double precision as seconds
from seals where until <= @now::timestamptz;
