-- A thread is muted by the crud that began it, whichever of its cruds the viewer points at.

-- name: Mute
-- example: uuid=00000000-0000-7000-8000-000000000007 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with recursive above as (
  select a.uuid, a.reply_to_activity_uuid from activities a where a.uuid = @uuid and {Seen}
  union all
  select parent.uuid, parent.reply_to_activity_uuid from above cross join lateral (
    select uuid, reply_to_activity_uuid from activities where activities.uuid = above.reply_to_activity_uuid and expires_at > @now offset 0
  ) parent
), muted as (
  insert into thread_mutes (activity_uuid, user_uuid, created_at)
  select uuid, @viewer, @now from above where reply_to_activity_uuid is null
  on conflict do nothing
)
select uuid as activity_uuid, true as muted from above where reply_to_activity_uuid is null;

-- Also by who may no longer see the thread.
-- name: Unmute
-- example: uuid=00000000-0000-7000-8000-000000000007 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with recursive above as (
  select a.uuid, a.reply_to_activity_uuid from activities a
  where a.uuid = @uuid and a.expires_at > @now and (({Seen}) or (select true from thread_mutes m where m.activity_uuid = a.uuid and m.user_uuid = @viewer))
  union all
  select parent.uuid, parent.reply_to_activity_uuid from above cross join lateral (
    select uuid, reply_to_activity_uuid from activities where activities.uuid = above.reply_to_activity_uuid and expires_at > @now offset 0
  ) parent
), unmuted as (
  delete from thread_mutes where user_uuid = @viewer and activity_uuid = any (array(select uuid from above))
)
select uuid as activity_uuid, false as muted from above where reply_to_activity_uuid is null;

-- name: IsMuted
-- example: uuid=00000000-0000-7000-8000-000000000007 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with recursive above as (
  select uuid, reply_to_activity_uuid from activities where uuid = @uuid and expires_at > @now
  union all
  select parent.uuid, parent.reply_to_activity_uuid from above cross join lateral (
    select uuid, reply_to_activity_uuid from activities where activities.uuid = above.reply_to_activity_uuid and expires_at > @now offset 0
  ) parent
)
select exists (select from thread_mutes m where m.user_uuid = @viewer and m.activity_uuid = any (array(select uuid from above))) as muted;

-- name: List
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  select {Own}, r.created_at as listed_at
  from thread_mutes r {Marked}
  where r.user_uuid = @viewer::uuid and (r.created_at, r.activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and a.user_uuid <> all ({Blocked})
  order by r.created_at desc, r.activity_uuid desc
  limit @limit::integer
) a
order by a.listed_at desc, a.uuid desc;
