-- name: Public
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  {Heard}
    and a.reply_to_activity_uuid is null and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by a.created_at desc, a.uuid desc
  limit @limit::integer
) a
order by a.created_at desc, a.uuid desc;

-- name: Home
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
-- The newest of each person followed, merged; a newcomer who follows nobody sees everybody.
-- First only the top few of each: nothing older than the last of their newest twenty can be on the page, so the
-- second look reads hardly more rows than it answers, however many people are followed and however much they write.
-- What they reposted stands where they did so, once: not when its author is followed too, nor when another reposted it before;
-- which is asked by a.uuid, so that PostgreSQL looks first whether it has ended.
with circle as materialized (
  select followed_uuid as user_uuid from follows
  where follower_uuid = @viewer::uuid and followed_uuid <> all ({Unheard})
    and (select true from users where users.uuid = followed_uuid and {Present})
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
select {Card}
from (
  select a.*, a.at as listed_at, u.display_name, u.handle, u.cognito_user_id, by.handle as reposted_by_handle, by.display_name as reposted_by_display_name
  from (
    (
      select theirs.*, theirs.created_at as at, null::uuid as reposter, null::timestamptz as reposted_at from circle
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
      select theirs.* from circle
      cross join lateral (
        select a.*, r.created_at as at, r.user_uuid as reposter, r.created_at as reposted_at
        from reposts r
        {Marked}
        where r.user_uuid = circle.user_uuid and (r.created_at, r.activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
          and r.created_at >= coalesce((select at from oldest), '-infinity')
          and a.user_uuid <> all ({Unheard})
          and (a.reply_to_activity_uuid is not null or a.user_uuid <> @viewer::uuid
            and (select true from follows where follower_uuid = @viewer::uuid and followed_uuid = a.user_uuid) is null)
          and (
            select true from reposts earlier
            where earlier.activity_uuid = a.uuid and (earlier.created_at, earlier.user_uuid) < (r.created_at, r.user_uuid)
              and earlier.user_uuid in (select user_uuid from circle)
            limit 1
          ) is null
        order by r.created_at desc, r.activity_uuid desc
        limit @limit::integer
      ) theirs
      order by theirs.at desc, theirs.uuid desc
      limit @limit::integer
    )
    union all
    (
      select a.*, a.created_at as at, null::uuid as reposter, null::timestamptz as reposted_at
      from activities a {Author}
      where not exists (select from follows where follower_uuid = @viewer::uuid)
        and a.reply_to_activity_uuid is null and a.expires_at > @now::timestamptz and a.user_uuid <> all ({Unheard})
        and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
      order by a.created_at desc, a.uuid desc
      limit @limit::integer
    )
    order by at desc, uuid desc
    limit @limit::integer
  ) a {Author}
  left join lateral (select handle, display_name from users where users.uuid = a.reposter offset 0) by on true
) a
order by a.at desc, a.uuid desc;

-- name: FollowsNobody
-- example: viewer=00000000-0000-7000-8000-000000000001
select not exists (select from follows where follower_uuid = @viewer) as follows_nobody;
