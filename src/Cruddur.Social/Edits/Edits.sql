-- name: Edit
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 message=better since=2025-12-31T22:00:00Z now=2026-01-01T00:00:00Z content_warning=null language=en mentions={bayko} tags={cloud} tags_shown={Cloud}
-- What it said before is kept; who sends the same again changes nothing.
with former as (
  select uuid, message, content_warning, language, coalesce(edited_at, created_at) as written_at from activities
  where uuid = @uuid and user_uuid = @viewer and expires_at > @now and created_at > @since
    and (message, content_warning, language) is distinct from (@message::text, @content_warning::text, @language::text)
  for update
), kept as (
  insert into edits (activity_uuid, message, content_warning, written_at)
  select uuid, message, content_warning, written_at from former
  on conflict do nothing
), crud as (
  update activities set message = @message, content_warning = @content_warning, language = @language, edited_at = @now, mentions = {Mentioned}
  from former where activities.uuid = former.uuid and activities.expires_at > @now
  returning activities.*
), untagged as (
  delete from activity_tags using crud where activity_uuid = crud.uuid and tag <> all (@tags::text[])
), unmentioned as (
  delete from activity_mentions using crud
  where activity_uuid = crud.uuid and activity_mentions.user_uuid <> all (array(select users.uuid from users where users.handle = any (crud.mentions)))
  returning activity_mentions.activity_uuid, activity_mentions.user_uuid
), untold as (
  delete from notifications using (select user_uuid, 'mention' as kind, activity_uuid, null::timestamptz as acted_at from unmentioned) act
  where notifications.uuid = {Topic}
), {Marks}, act as (
  select mentioned.user_uuid, 'mention' as kind, crud.uuid as activity_uuid, crud.reply_to_activity_uuid as thread_uuid, @now::timestamptz as acted_at
  from mentioned cross join crud
  where (select true from notifications n where n.activity_uuid = crud.uuid and n.user_uuid = mentioned.user_uuid limit 1) is null
), {Tell}
select {Card} from (select {Own}, a.created_at as listed_at from crud a {Author}) a;

-- What the crud said before, the latest first.
-- name: List
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z limit=20
select e.message, e.content_warning, e.written_at
from activities a join edits e on e.activity_uuid = a.uuid
where a.uuid = @uuid and {Seen} and e.written_at < @before_at
order by e.written_at desc
limit @limit::integer;
