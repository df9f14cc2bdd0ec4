-- name: Follow
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with person as (
  select uuid, handle from users where handle = @handle and delete_at is null
), fresh as (
  insert into follows (follower_uuid, followed_uuid, created_at)
  select @viewer, uuid, @now from person where uuid <> @viewer
  on conflict do nothing
  returning followed_uuid
), act as (
  select followed_uuid as user_uuid, 'follow' as kind, null::uuid as activity_uuid, @now::timestamptz as acted_at from fresh
), {TellOfPerson}
select handle, uuid <> @viewer as following from person;

-- name: Unfollow
-- example: handle=bayko viewer=00000000-0000-7000-8000-000000000001
with person as (
  select uuid, handle from users where handle = @handle and delete_at is null
), gone as (
  delete from follows where follower_uuid = @viewer and followed_uuid = (select uuid from person)
  returning followed_uuid, created_at
), act as (
  select followed_uuid as user_uuid, 'follow' as kind, null::uuid as activity_uuid, created_at as acted_at, @viewer::uuid as actor_uuid from gone
), {Untell}
select handle, false as following, (select uuid from held) as notification_uuid from person;
