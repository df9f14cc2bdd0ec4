-- name: Create
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 message=hello expires_at=2026-01-08T00:00:00Z now=2026-01-01T00:00:00Z
with crud as (
  insert into activities (uuid, user_uuid, message, expires_at, created_at)
  values (@uuid, @viewer, @message, @expires_at, @now)
  returning *
)
select crud.uuid, crud.user_uuid, u.display_name, u.handle, u.cognito_user_id, crud.message, crud.replies_count,
  crud.reposts_count, crud.likes_count, false as current_user_has_liked, crud.reply_to_activity_uuid, crud.expires_at, crud.created_at
from crud join users u on u.uuid = crud.user_uuid;

-- name: Show
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    exists (select from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid) end as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from activities a join users u on u.uuid = a.user_uuid
where a.uuid = @uuid and a.expires_at > @now;

-- name: Replies
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    exists (select from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid) end as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from (
  select * from activities
  where reply_to_activity_uuid = @uuid and expires_at > @now
    and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by created_at desc, uuid desc
  limit @limit::integer
) a
cross join lateral (select display_name, handle, cognito_user_id from users where users.uuid = a.user_uuid offset 0) u
order by a.created_at desc, a.uuid desc;

-- name: Delete
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with gone as (
  delete from activities where uuid = @uuid and user_uuid = @viewer and expires_at > @now
  returning uuid, reply_to_activity_uuid
), counted as (
  update activities set replies_count = replies_count - 1
  from gone where activities.uuid = gone.reply_to_activity_uuid
)
select uuid from gone;

-- Those set aside with somebody who leaves have a time of their own, in set_aside.
-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from activities where uuid = any (array(
  select uuid from activities
  where expires_at <= @now and not exists (select from set_aside where activity_uuid = activities.uuid)
  order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from activities where expires_at <= @now::timestamptz and not exists (select from set_aside where activity_uuid = activities.uuid);
