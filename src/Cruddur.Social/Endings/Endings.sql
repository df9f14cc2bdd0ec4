-- How a crud ends before its time, and its replies with it. Whoever answers a crud locks it; whoever ends one goes on until
-- a look finds no reply that somebody added meanwhile.

-- name: Lock
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select uuid, reply_to_activity_uuid, expires_at from activities where uuid = @uuid and user_uuid = @viewer and expires_at > @now for update;

-- name: Hide
-- example: uuid=00000000-0000-7000-8000-000000000009 until=2026-01-01T00:00:10Z now=2026-01-01T00:00:00Z
with recursive thread as (
  select uuid, expires_at from activities where uuid = @uuid and expires_at >= @now
  union all
  select reply.uuid, reply.expires_at
  from thread cross join lateral (
    select * from activities where reply_to_activity_uuid = thread.uuid and expires_at >= @now offset 0
  ) reply
), kept as (
  insert into deletions (activity_uuid, root_uuid, expires_at, until)
  select uuid, @uuid, expires_at, @until from thread where expires_at > @now
  on conflict do nothing
)
update activities set expires_at = @now from thread where activities.uuid = thread.uuid and activities.expires_at > @now;

-- name: Shorten
-- example: uuid=00000000-0000-7000-8000-000000000009 expires_at=2026-01-01T01:00:00Z now=2026-01-01T00:00:00Z
with recursive thread as (
  select uuid from activities where uuid = @uuid and expires_at >= @now
  union all
  select reply.uuid
  from thread cross join lateral (
    select * from activities where reply_to_activity_uuid = thread.uuid and expires_at >= @now offset 0
  ) reply
)
update activities set expires_at = @expires_at from thread
where activities.uuid = thread.uuid and activities.expires_at > @expires_at and activities.expires_at > @now;

-- name: Count
-- example: uuid=00000000-0000-7000-8000-000000000009 by=1 now=2026-01-01T00:00:00Z
update activities set replies_count = replies_count + @by::integer where uuid = @uuid and expires_at > @now;

-- A reply whose crud has ended since stays gone, and ends with it where that ends earlier now.
-- name: Restore
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with root as (
  select crud.uuid, crud.reply_to_activity_uuid, coalesce(parent.expires_at, 'infinity') as latest
  from activities crud left join activities parent on parent.uuid = crud.reply_to_activity_uuid
  where crud.uuid = @uuid and crud.user_uuid = @viewer and (crud.reply_to_activity_uuid is null or parent.expires_at > @now)
  for update of crud
), back as (
  delete from deletions using root where deletions.root_uuid = root.uuid and deletions.until > @now and deletions.expires_at > @now
  returning deletions.activity_uuid, least(deletions.expires_at, root.latest) as expires_at
), restored as (
  update activities set expires_at = back.expires_at from back where activities.uuid = back.activity_uuid
  returning activities.uuid
)
select root.uuid, root.reply_to_activity_uuid from root where exists (select from restored where restored.uuid = root.uuid);
