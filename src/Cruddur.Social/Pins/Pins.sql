-- name: Pin
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
-- One each: the new one takes the place of the old.
with crud as (
  select uuid from activities where uuid = @uuid and user_uuid = @viewer and reply_to_activity_uuid is null and expires_at > @now
), pinned as (
  insert into pins (user_uuid, activity_uuid, created_at)
  select @viewer, uuid, @now from crud
  on conflict (user_uuid) do update set activity_uuid = excluded.activity_uuid, created_at = excluded.created_at
)
select uuid as activity_uuid, true as pinned from crud;

-- name: Unpin
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with crud as (
  select uuid from activities where uuid = @uuid and user_uuid = @viewer and reply_to_activity_uuid is null and expires_at > @now
), gone as (
  delete from pins where user_uuid = @viewer and activity_uuid = (select uuid from crud)
)
select uuid as activity_uuid, false as pinned from crud;

-- name: Pinned
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select {Card} from ({Visible} and a.uuid = (select activity_uuid from pins where user_uuid = @person)) a;
