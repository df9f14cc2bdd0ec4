-- name: Followers
-- example: person=00000000-0000-7000-8000-000000000002 viewer=00000000-0000-7000-8000-000000000001 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Person}
from (
  select u.*, r.created_at as listed_at
  from follows r
  cross join lateral (select * from users where users.uuid = r.follower_uuid and {Present} offset 0) u
  where r.followed_uuid = @person and (r.created_at, r.follower_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and r.follower_uuid <> all ({Blocked})
  order by r.created_at desc, r.follower_uuid desc
  limit @limit::integer
) p
order by p.listed_at desc, p.uuid desc;

-- name: Following
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Person}
from (
  select u.*, r.created_at as listed_at
  from follows r
  cross join lateral (select * from users where users.uuid = r.followed_uuid and {Present} offset 0) u
  where r.follower_uuid = @person and (r.created_at, r.followed_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and r.followed_uuid <> all ({Blocked})
  order by r.created_at desc, r.followed_uuid desc
  limit @limit::integer
) p
order by p.listed_at desc, p.uuid desc;

-- Who asks to follow the viewer.
-- name: Requests
-- example: viewer=00000000-0000-7000-8000-000000000001 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Person}
from (
  select u.*, r.created_at as listed_at
  from follow_requests r
  cross join lateral (select * from users where users.uuid = r.requester_uuid and {Present} offset 0) u
  where r.requested_uuid = @viewer::uuid and (r.created_at, r.requester_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and r.requester_uuid <> all ({Blocked})
  order by r.created_at desc, r.requester_uuid desc
  limit @limit::integer
) p
order by p.listed_at desc, p.uuid desc;

-- How many do, up to a number that says "many".
-- name: Waiting
-- example: viewer=00000000-0000-7000-8000-000000000001 limit=100
select count(*)::integer as people
from (
  select r.requester_uuid
  from follow_requests r
  cross join lateral (select true from users where users.uuid = r.requester_uuid and {Present} offset 0) u
  where r.requested_uuid = @viewer::uuid and r.requester_uuid <> all ({Blocked})
  limit @limit::integer
) requests;

-- Who has neither asked nor is accepted already is nobody here.
-- name: Accept
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked})
), asked as (
  delete from follow_requests where requester_uuid = (select uuid from person) and requested_uuid = @viewer
  returning requester_uuid, created_at
), fresh as (
  insert into follows (follower_uuid, followed_uuid, created_at)
  select requester_uuid, @viewer, @now from asked
  on conflict do nothing
), act as (
  select @viewer::uuid as user_uuid, 'follow_request' as kind, null::uuid as activity_uuid, created_at as acted_at, requester_uuid as actor_uuid from asked
), {Untell}
select handle, true as follows_current_user, (select uuid from held) as notification_uuid from person
where exists (select from asked) or exists (select from follows where follower_uuid = person.uuid and followed_uuid = @viewer);

-- Declines who asks as well.
-- name: Remove
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked})
), gone as (
  delete from follows where follower_uuid = (select uuid from person) and followed_uuid = @viewer
  returning follower_uuid, created_at
), declined as (
  delete from follow_requests where requester_uuid = (select uuid from person) and requested_uuid = @viewer
  returning requester_uuid, created_at
), act as (
  select @viewer::uuid as user_uuid, 'follow' as kind, null::uuid as activity_uuid, created_at as acted_at, follower_uuid as actor_uuid from gone
  union all
  select @viewer::uuid, 'follow_request', null::uuid, created_at, requester_uuid from declined
), {Untell}
select handle, false as follows_current_user, (select uuid from held) as notification_uuid from person;

-- Everybody who waits, for one who no longer approves who follows them and whose row is held by that change.
-- name: AcceptAll
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with asked as (
  delete from follow_requests where requested_uuid = @user
  returning requester_uuid
), told as (
  delete from notifications where user_uuid = @user and kind = 'follow_request'
)
insert into follows (follower_uuid, followed_uuid, created_at)
select requester_uuid, @user, @now from asked
on conflict do nothing;
