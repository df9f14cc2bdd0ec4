-- name: Keep
-- example: uuid=00000000-0000-7000-8000-000000000008 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with crud as (
  select uuid from activities a where a.uuid = @uuid and {Seen}
), fresh as (
  insert into bookmarks (activity_uuid, user_uuid, created_at)
  select uuid, @viewer, @now from crud
  on conflict do nothing
)
select crud.uuid as activity_uuid, true as bookmarked from crud;

-- name: Drop
-- example: uuid=00000000-0000-7000-8000-000000000008 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with crud as (
  select uuid from activities a where a.uuid = @uuid and {Seen}
), gone as (
  delete from bookmarks where activity_uuid = (select uuid from crud) and user_uuid = @viewer
)
select crud.uuid as activity_uuid, false as bookmarked from crud;

-- name: List
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  select {Own}, r.created_at as listed_at
  from bookmarks r {Marked}
  where r.user_uuid = @viewer::uuid and (r.created_at, r.activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and a.user_uuid <> all ({Blocked})
  order by r.created_at desc, r.activity_uuid desc
  limit @limit::integer
) a
order by a.listed_at desc, a.uuid desc;
