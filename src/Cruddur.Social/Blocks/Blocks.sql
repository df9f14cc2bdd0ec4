-- Two people who block each other are found all the same: who is blocked may block back, and learns nothing by it.

-- Neither follows the other any more, nor asks to.
-- name: Block
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and users.uuid <> @viewer and {Present}
), fresh as (
  insert into blocks (blocker_uuid, blocked_uuid, created_at)
  select @viewer, uuid, @now from person
  on conflict do nothing
), parted as (
  delete from follows
  where (follower_uuid = @viewer and followed_uuid = (select uuid from person)) or (follower_uuid = (select uuid from person) and followed_uuid = @viewer)
), unasked as (
  delete from follow_requests
  where (requester_uuid = @viewer and requested_uuid = (select uuid from person)) or (requester_uuid = (select uuid from person) and requested_uuid = @viewer)
)
select handle, true as blocked from person;

-- name: Unblock
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select users.uuid, users.handle from users where users.handle = @handle and {Present}
), gone as (
  delete from blocks where blocker_uuid = @viewer and blocked_uuid = (select uuid from person)
)
select handle, false as blocked from person;

-- name: List
-- example: viewer=00000000-0000-7000-8000-000000000001 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select u.uuid, u.handle, u.display_name, r.created_at
from blocks r
cross join lateral (select uuid, handle, display_name from users where users.uuid = r.blocked_uuid and {Present} offset 0) u
where r.blocker_uuid = @viewer and (r.created_at, r.blocked_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by r.created_at desc, r.blocked_uuid desc
limit @limit::integer;
