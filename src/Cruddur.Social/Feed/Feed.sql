-- name: Public
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    exists (select from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid) end as current_user_has_liked,
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
-- The newest few of each person followed, merged; a newcomer who follows nobody sees everybody.
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  exists (select from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid) as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from (
  (
    select theirs.* from (
      select followed_uuid as user_uuid from follows where follower_uuid = @viewer::uuid
      union all
      select @viewer::uuid where exists (select from follows where follower_uuid = @viewer::uuid)
    ) circle
    cross join lateral (
      select * from activities
      where activities.user_uuid = circle.user_uuid and reply_to_activity_uuid is null and expires_at > @now::timestamptz
        and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
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
