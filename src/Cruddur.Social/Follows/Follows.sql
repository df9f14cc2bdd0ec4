-- Who follows, accepts or blocks first holds the two people's rows, and looks only then: else of a follow and a block at the
-- same moment neither would see the other, and both would stay. Following shares the rows, so that many may follow one person
-- at once; accepting and blocking have them alone.

-- name: Share
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
select uuid from users where handle = @handle or uuid = @viewer order by uuid for share;

-- name: Hold
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
select uuid from users where handle = @handle or uuid = @viewer order by uuid for no key update;

-- Of one who approves who follows them it is asked.
-- name: Follow
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with person as (
  select users.uuid, users.handle, users.approves_followers and (
    select true from follows where follower_uuid = @viewer and followed_uuid = users.uuid
  ) is null as requested
  from users where users.handle = @handle and users.uuid <> @viewer and {Present} and users.uuid <> all ({Blocked})
), asked as (
  insert into follow_requests (requester_uuid, requested_uuid, created_at)
  select @viewer, uuid, @now from person where requested
  on conflict do nothing
  returning requested_uuid
), fresh as (
  insert into follows (follower_uuid, followed_uuid, created_at)
  select @viewer, uuid, @now from person where not requested
  on conflict do nothing
  returning followed_uuid
), act as (
  select followed_uuid as user_uuid, 'follow' as kind, null::uuid as activity_uuid, @now::timestamptz as acted_at from fresh
  union all
  select requested_uuid, 'follow_request', null::uuid, @now::timestamptz from asked
), {TellOfPerson}
select handle, not requested as following, requested from person;

-- name: Unfollow
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked})
), gone as (
  delete from follows where follower_uuid = @viewer and followed_uuid = (select uuid from person)
  returning followed_uuid, created_at
), taken_back as (
  delete from follow_requests where requester_uuid = @viewer and requested_uuid = (select uuid from person)
  returning requested_uuid, created_at
), act as (
  select followed_uuid as user_uuid, 'follow' as kind, null::uuid as activity_uuid, created_at as acted_at, @viewer::uuid as actor_uuid from gone
  union all
  select requested_uuid, 'follow_request', null::uuid, created_at, @viewer::uuid from taken_back
), {Untell}
select handle, false as following, false as requested, (select uuid from held) as notification_uuid from person;
