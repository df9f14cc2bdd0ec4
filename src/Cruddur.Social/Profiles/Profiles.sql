-- Who blocked the viewer is nobody to them; whom they blocked says nothing to them. Those who are not here, or hidden from the
-- viewer, are taken off the counts of followers, as they are missing from the lists.
-- name: Person
-- example: handle=andrew viewer=00000000-0000-7000-8000-000000000002 now=2026-01-01T00:00:00Z
-- scan: those who are not here are few, and have an index of their own
with hidden as materialized (
  select users.uuid from users where {Absent}
  union
  select unnest({Blocked})
)
select u.uuid, u.handle, u.display_name, u.cognito_user_id, u.cognito_user_id as cognito_user_uuid, u.bio, u.created_at,
  (
    select count(*)::integer from activities a
    where a.user_uuid = u.uuid and a.reply_to_activity_uuid is null and a.expires_at > @now and a.user_uuid <> all ({Blocked})
  ) as cruds_count,
  (select count(*)::integer from follows where followed_uuid = u.uuid)
    - (select count(*)::integer from hidden join follows on follower_uuid = hidden.uuid and followed_uuid = u.uuid) as followers_count,
  (select count(*)::integer from follows where follower_uuid = u.uuid)
    - (select count(*)::integer from hidden join follows on followed_uuid = hidden.uuid and follower_uuid = u.uuid) as following_count,
  case when @viewer::uuid is not null then
    exists (select from follows where follower_uuid = @viewer::uuid and followed_uuid = u.uuid) end as current_user_follows,
  u.approves_followers as locked,
  case when @viewer::uuid is not null then
    exists (select from follow_requests where requester_uuid = @viewer::uuid and requested_uuid = u.uuid) end as current_user_requested,
  case when @viewer::uuid is not null then
    exists (select from follows where follower_uuid = u.uuid and followed_uuid = @viewer::uuid) end as follows_current_user,
  case when @viewer::uuid is not null then
    exists (select from blocks where blocker_uuid = @viewer::uuid and blocked_uuid = u.uuid) end as current_user_blocks,
  case when @viewer::uuid is not null then m.muter_uuid is not null end as current_user_mutes,
  m.until as current_user_mutes_until
from users u
left join mutes m on m.muter_uuid = @viewer::uuid and m.muted_uuid = u.uuid and (m.until is null or m.until > @now)
where u.handle = @handle and (select true from users where users.uuid = u.uuid and {Present})
  and (select true from blocks where blocker_uuid = u.uuid and blocked_uuid = @viewer::uuid) is null;

-- name: Short
-- example: handle=andrew viewer=00000000-0000-7000-8000-000000000002
select users.uuid, users.handle, users.display_name, users.cognito_user_id, users.bio, users.created_at, users.approves_followers as locked
from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked});

-- Their own cruds, and those of others that they passed on.
-- name: Cruds
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  select * from (
    (
      {Visible}
        and a.user_uuid = @person and a.reply_to_activity_uuid is null and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
      order by a.created_at desc, a.uuid desc
      limit @limit::integer
    )
    union all
    (
      select a.*, u.display_name, u.handle, u.cognito_user_id,
        by.handle as reposted_by_handle, by.display_name as reposted_by_display_name, r.created_at as reposted_at, r.created_at as listed_at
      from reposts r {Marked}
      cross join lateral (select handle, display_name from users where users.uuid = r.user_uuid offset 0) by
      where r.user_uuid = @person and (r.created_at, r.activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
        and (a.user_uuid <> @person or a.reply_to_activity_uuid is not null) and a.user_uuid <> all ({Blocked})
      order by r.created_at desc, r.activity_uuid desc
      limit @limit::integer
    )
  ) both_kinds
  order by listed_at desc, uuid desc
  limit @limit::integer
) a
order by a.listed_at desc, a.uuid desc;

-- name: Replies
-- example: person=00000000-0000-7000-8000-000000000002 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  {Visible}
    and a.user_uuid = @person and a.reply_to_activity_uuid is not null and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by a.created_at desc, a.uuid desc
  limit @limit::integer
) a
order by a.created_at desc, a.uuid desc;

-- name: Likes
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  select {Own}, r.created_at as listed_at
  from likes r {Marked}
  where r.user_uuid = @person and (r.created_at, r.activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and a.user_uuid <> all ({Blocked})
  order by r.created_at desc, r.activity_uuid desc
  limit @limit::integer
) a
order by a.listed_at desc, a.uuid desc;

-- The handles between the prefix and what follows all that begin with it, compared byte by byte.
-- name: Suggest
-- example: prefix=ba viewer=00000000-0000-7000-8000-000000000001 limit=8
select p.handle, p.display_name
from (
  select users.uuid, users.handle, users.display_name from users
  where users.handle ~>=~ @prefix and users.handle ~<~ (@prefix || '~') and {Present} and users.uuid <> all ({Blocked})
  order by users.handle using ~<~
  limit 100
) p
order by (select true from follows where follower_uuid = @viewer::uuid and followed_uuid = p.uuid) nulls last, p.handle
limit @limit::integer;
