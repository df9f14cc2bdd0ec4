-- Whom the viewer may like to follow: those whom the most people follow whom they follow, then who spoke last, then who came
-- last. Each source is cut short, so that it costs the same however many people somebody follows: of those followed last,
-- and of whom these followed last, some; of the newest cruds, some.
-- name: Suggest
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z limit=20
with circle as materialized (
  select followed_uuid as uuid from follows
  where follower_uuid = @viewer::uuid and followed_uuid <> all ({Unheard})
  order by created_at desc, followed_uuid desc
  limit 200
), known as materialized (
  select followed_uuid as uuid from follows where follower_uuid = @viewer::uuid
  union all
  select requested_uuid from follow_requests where requester_uuid = @viewer::uuid
  union all
  select dismissed_uuid from dismissals where user_uuid = @viewer::uuid
), near as materialized (
  select theirs.uuid, count(*)::integer as shared
  from circle
  cross join lateral (
    select followed_uuid as uuid from follows
    where follower_uuid = circle.uuid
    order by created_at desc, followed_uuid desc
    limit 50
  ) theirs
  where theirs.uuid not in (select uuid from known)
  group by theirs.uuid
  order by shared desc, theirs.uuid desc
  limit 100
), speakers as materialized (
  select distinct user_uuid as uuid from (
    select user_uuid from activities
    where reply_to_activity_uuid is null and expires_at > @now::timestamptz and created_at <= @now::timestamptz
    order by created_at desc, uuid desc
    limit 200
  ) newest
), newcomers as materialized (
  select users.uuid from users where {Present} and users.created_at <= @now::timestamptz order by users.created_at desc, users.uuid desc limit 100
), candidates as materialized (
  select sources.uuid, max(shared) as shared
  from (
    select uuid, shared from near union all select uuid, 0 from speakers union all select uuid, 0 from newcomers
  ) sources
  where sources.uuid <> @viewer::uuid and sources.uuid not in (select uuid from known) and sources.uuid <> all ({Unheard})
  group by sources.uuid
)
select u.uuid, u.handle, u.display_name, u.bio, u.approves_followers as locked, c.shared as shared_count, said.at as spoke_at
from candidates c
cross join lateral (select * from users where users.uuid = c.uuid and {Present} offset 0) u
left join lateral (
  select a.created_at as at from activities a
  where a.user_uuid = c.uuid and a.reply_to_activity_uuid is null and a.expires_at > @now::timestamptz
  order by a.created_at desc, a.uuid desc
  limit 1
) said on true
order by c.shared desc, said.at desc nulls last, u.created_at desc, u.uuid desc
limit @limit::integer;

-- name: Dismiss
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and users.uuid <> @viewer and {Present} and users.uuid <> all ({Blocked})
), fresh as (
  insert into dismissals (user_uuid, dismissed_uuid, created_at)
  select @viewer, uuid, @now from person
  on conflict do nothing
)
select handle, true as dismissed from person;

-- name: Restore
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked})
), gone as (
  delete from dismissals where user_uuid = @viewer and dismissed_uuid = (select uuid from person)
)
select handle, false as dismissed from person;
