-- name: Person
-- example: handle=andrew viewer=00000000-0000-7000-8000-000000000002 now=2026-01-01T00:00:00Z
select u.uuid, u.handle, u.display_name, u.cognito_user_id, u.cognito_user_id as cognito_user_uuid, u.bio, u.created_at,
  (select count(*)::integer from activities a where a.user_uuid = u.uuid and a.reply_to_activity_uuid is null and a.expires_at > @now) as cruds_count,
  (select count(*)::integer from follows where followed_uuid = u.uuid) as followers_count,
  (select count(*)::integer from follows where follower_uuid = u.uuid) as following_count,
  case when @viewer::uuid is not null then
    exists (select from follows where follower_uuid = @viewer::uuid and followed_uuid = u.uuid) end as current_user_follows
from users u
where u.handle = @handle and (select true from users where users.uuid = u.uuid and {Present})
  and (select true from blocks where blocker_uuid = u.uuid and blocked_uuid = @viewer::uuid) is null;

-- name: Cruds
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  {Visible}
    and a.user_uuid = @person and a.reply_to_activity_uuid is null and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by a.created_at desc, a.uuid desc
  limit @limit::integer
) a
order by a.created_at desc, a.uuid desc;
