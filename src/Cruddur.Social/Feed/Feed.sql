-- name: Public
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
-- Likes are looked up row by row; "exists" would be planned as a hash of all that the viewer ever liked.
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    coalesce((select true from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid), false) end as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from (
  select * from activities
  where reply_to_activity_uuid is null and expires_at > @now::timestamptz
    and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by created_at desc, uuid desc
  limit @limit::integer
) a
-- "offset 0" keeps one look-up a row; estimates of a generic plan would hash all people instead.
cross join lateral (select display_name, handle, cognito_user_id from users where users.uuid = a.user_uuid offset 0) u
order by a.created_at desc, a.uuid desc;

-- name: Home
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
-- The newest of each person followed, merged; a newcomer who follows nobody sees everybody.
-- First only the top few of each: nothing older than the last of their newest twenty can be on the page, so the
-- second look reads hardly more rows than it answers, however many people are followed and however much they write.
with circle as materialized (
  select followed_uuid as user_uuid from follows where follower_uuid = @viewer::uuid
  union all
  select @viewer::uuid where exists (select from follows where follower_uuid = @viewer::uuid)
),
oldest as materialized (
  select min(created_at) as at from (
    select tops.created_at from circle
    cross join lateral (
      select created_at from activities
      where activities.user_uuid = circle.user_uuid and reply_to_activity_uuid is null and expires_at > @now::timestamptz
        and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
      order by created_at desc, uuid desc
      limit (select 1 + @limit::integer / greatest(count(*), 1) from circle)
    ) tops
    order by tops.created_at desc
    limit @limit::integer
  ) newest
  having count(*) = @limit::integer
)
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  coalesce((select true from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid), false) as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from (
  (
    select theirs.* from circle
    cross join lateral (
      select * from activities
      where activities.user_uuid = circle.user_uuid and reply_to_activity_uuid is null and expires_at > @now::timestamptz
        and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
        and created_at >= coalesce((select at from oldest), '-infinity')
      order by created_at desc, uuid desc
      limit @limit::integer
    ) theirs
    order by theirs.created_at desc, theirs.uuid desc
    limit @limit::integer
  )
  union all
  (
    select * from activities
    where not exists (select from follows where follower_uuid = @viewer::uuid)
      and reply_to_activity_uuid is null and expires_at > @now::timestamptz
      and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    order by created_at desc, uuid desc
    limit @limit::integer
  )
) a
cross join lateral (select display_name, handle, cognito_user_id from users where users.uuid = a.user_uuid offset 0) u
order by a.created_at desc, a.uuid desc;
