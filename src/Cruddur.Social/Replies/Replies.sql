-- A reply lives as long as the crud that it answers, so that none outlives the conversation it belongs to.

-- name: Create
-- example: uuid=00000000-0000-7000-8000-00000000000a viewer=00000000-0000-7000-8000-000000000001 to=00000000-0000-7000-8000-000000000008 message=hello now=2026-01-01T00:00:00Z content_warning=null language=en mentions={bayko} tags={cloud} tags_shown={Cloud}
with parent as (
  select uuid, user_uuid, expires_at from activities a where a.uuid = @to and {Seen} for no key update
), crud as (
  insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, expires_at, created_at, content_warning, language, mentions)
  select @uuid, @viewer, @message, parent.uuid, parent.expires_at, @now, @content_warning, @language, {Mentioned} from parent
  returning *
), counted as (
  update activities set replies_count = replies_count + 1 from parent
  where activities.uuid = parent.uuid and activities.expires_at > @now
), {Marks}, act as (
  select distinct on (user_uuid) user_uuid, kind, activity_uuid, thread_uuid, acted_at from (
    select parent.user_uuid, 'reply' as kind, crud.uuid as activity_uuid, parent.uuid as thread_uuid, @now::timestamptz as acted_at, 1 as rank
    from crud cross join parent
    union all
    select mentioned.user_uuid, 'mention', crud.uuid, parent.uuid, @now, 2 from mentioned cross join crud cross join parent
  ) acts
  order by user_uuid, rank
), {Tell}
select {Card} from (select {Own}, a.created_at as listed_at from crud a {Author}) a;

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
select {Card} from (
  select {Own}, a.created_at as listed_at from above a {Author}
  where a.user_uuid <> all ({Blocked})
) a
order by a.depth desc;
