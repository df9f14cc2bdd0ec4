-- The crud is locked first, so that what is counted is what is there, also when two people like it at the same moment.

-- name: Like
-- example: uuid=00000000-0000-7000-8000-000000000008 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with crud as (
  select uuid, user_uuid, likes_count from activities a where a.uuid = @uuid and {Seen} for no key update
), fresh as (
  insert into likes (activity_uuid, user_uuid, created_at)
  select uuid, @viewer, @now from crud
  on conflict do nothing
  returning activity_uuid
), counted as (
  update activities set likes_count = activities.likes_count + 1 from fresh
  where activities.uuid = fresh.activity_uuid and activities.expires_at > @now
  returning activities.likes_count
), act as (
  select crud.user_uuid, 'like' as kind, crud.uuid as activity_uuid, crud.uuid as thread_uuid, @now::timestamptz as acted_at
  from crud join fresh on fresh.activity_uuid = crud.uuid
), {Tell}
select crud.uuid as activity_uuid, coalesce((select likes_count from counted), crud.likes_count) as likes_count, true as liked from crud;

-- name: Unlike
-- example: uuid=00000000-0000-7000-8000-000000000008 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with crud as (
  select uuid, user_uuid, likes_count from activities a where a.uuid = @uuid and {Seen} for no key update
), gone as (
  delete from likes where activity_uuid = (select uuid from crud) and user_uuid = @viewer
  returning activity_uuid
), counted as (
  update activities set likes_count = activities.likes_count - 1 from gone
  where activities.uuid = gone.activity_uuid and activities.expires_at > @now
  returning activities.likes_count
), act as (
  select crud.user_uuid, 'like' as kind, crud.uuid as activity_uuid, null::timestamptz as acted_at, @viewer::uuid as actor_uuid
  from crud join gone on gone.activity_uuid = crud.uuid
), {Untell}
select crud.uuid as activity_uuid, coalesce((select likes_count from counted), crud.likes_count) as likes_count, false as liked, (select uuid from held) as notification_uuid from crud;

-- name: Liked
-- example: uuid=00000000-0000-7000-8000-000000000008 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select exists (select from likes where activity_uuid = a.uuid and user_uuid = @viewer) as liked
from activities a where a.uuid = @uuid and {Seen}
for no key update of a;
