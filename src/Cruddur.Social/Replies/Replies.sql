-- A reply lives as long as the crud that it answers, so that none outlives the conversation it belongs to.

-- name: Create
-- example: uuid=00000000-0000-7000-8000-00000000000a viewer=00000000-0000-7000-8000-000000000001 to=00000000-0000-7000-8000-000000000008 message=hello now=2026-01-01T00:00:00Z
with parent as (
  select uuid, expires_at from activities where uuid = @to and expires_at > @now for no key update
), reply as (
  insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, expires_at, created_at)
  select @uuid, @viewer, @message, parent.uuid, parent.expires_at, @now from parent
  returning *
), counted as (
  update activities set replies_count = replies_count + 1 from parent
  where activities.uuid = parent.uuid and activities.expires_at > @now
)
select reply.uuid, reply.user_uuid, u.display_name, u.handle, u.cognito_user_id, reply.message, reply.replies_count,
  reply.reposts_count, reply.likes_count, false as current_user_has_liked, reply.reply_to_activity_uuid, reply.expires_at, reply.created_at
from reply join users u on u.uuid = reply.user_uuid;

-- What the crud answers, and what that answers, the oldest first. The depth is bounded, so that one page is.
-- name: Ancestors
-- example: uuid=00000000-0000-7000-8000-000000000007 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z depth=50
with recursive above as (
  select parent.*, 1 as depth
  from activities crud join activities parent on parent.uuid = crud.reply_to_activity_uuid
  where crud.uuid = @uuid and crud.expires_at > @now and parent.expires_at > @now
  union all
  select parent.*, above.depth + 1
  from above join activities parent on parent.uuid = above.reply_to_activity_uuid
  where above.depth < @depth::integer and parent.expires_at > @now
)
select a.uuid, a.user_uuid, u.display_name, u.handle, u.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    exists (select from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid) end as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at
from above a
cross join lateral (select display_name, handle, cognito_user_id from users where users.uuid = a.user_uuid offset 0) u
order by a.depth desc;
