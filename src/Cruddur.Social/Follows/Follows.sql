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
), fresh as (
  insert into follows (follower_uuid, followed_uuid, created_at)
  select @viewer, uuid, @now from person where not requested
  on conflict do nothing
)
select handle, not requested as following, requested from person;

-- name: Unfollow
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present} and users.uuid <> all ({Blocked})
), gone as (
  delete from follows where follower_uuid = @viewer and followed_uuid = (select uuid from person)
), taken_back as (
  delete from follow_requests where requester_uuid = @viewer and requested_uuid = (select uuid from person)
)
select handle, false as following, false as requested from person;
