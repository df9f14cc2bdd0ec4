-- name: Person
-- example: handle=andrew viewer=00000000-0000-7000-8000-000000000002 now=2026-01-01T00:00:00Z
select u.uuid, u.handle, u.display_name, u.cognito_user_id, u.cognito_user_id as cognito_user_uuid, u.bio, u.created_at,
  (select count(*)::integer from activities a where a.user_uuid = u.uuid and a.reply_to_activity_uuid is null and a.expires_at > @now) as cruds_count,
  (select count(*)::integer from follows where followed_uuid = u.uuid) as followers_count,
  (select count(*)::integer from follows where follower_uuid = u.uuid) as following_count,
  case when @viewer::uuid is not null then
    exists (select from follows where follower_uuid = @viewer::uuid and followed_uuid = u.uuid) end as current_user_follows
from users u where u.handle = @handle and u.delete_at is null;

-- name: Cruds
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    exists (select from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid) end as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from (
  select * from activities
  where user_uuid = @person and reply_to_activity_uuid is null and expires_at > @now
    and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by created_at desc, uuid desc
  limit @limit::integer
) a
cross join lateral (select display_name, handle, cognito_user_id from users where users.uuid = a.user_uuid offset 0) u
order by a.created_at desc, a.uuid desc;
