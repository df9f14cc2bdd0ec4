-- name: Create
-- example: uuid=00000000-0000-7000-8000-00000000000a viewer=00000000-0000-7000-8000-000000000001 message=hello expires_at=2026-01-08T00:00:00Z now=2026-01-01T00:00:00Z quote=00000000-0000-7000-8000-000000000008 content_warning=null language=en mentions={bayko} tags={cloud} tags_shown={Cloud}
-- A quote of what is gone, or not for the viewer, writes nothing.
with crud as (
  insert into activities (uuid, user_uuid, message, expires_at, created_at, quote_uuid, content_warning, language, mentions)
  select @uuid, @viewer, @message, @expires_at, @now, @quote, @content_warning, @language, {Mentioned}
  where @quote::uuid is null or (select true from activities a where a.uuid = @quote and {Seen})
  returning *
), {Marks}, act as (
  select distinct on (user_uuid) user_uuid, kind, activity_uuid, thread_uuid, acted_at from (
    select quoted.user_uuid, 'quote' as kind, crud.uuid as activity_uuid, quoted.uuid as thread_uuid, @now::timestamptz as acted_at, 1 as rank
    from crud join activities quoted on quoted.uuid = crud.quote_uuid and quoted.expires_at > @now
    union all
    select mentioned.user_uuid, 'mention', crud.uuid, null, @now, 2 from mentioned cross join crud
  ) acts
  order by user_uuid, rank
), {Tell}
select {Card} from (select {Own}, a.created_at as listed_at from crud a {Author}) a;

-- name: Show
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select {Card} from ({Visible} and a.uuid = @uuid) a;

-- What some cruds quote.
-- name: Quoted
-- example: uuids={00000000-0000-7000-8000-000000000008,00000000-0000-7000-8000-000000000009} viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select {Card} from ({Visible} and a.uuid = any (@uuids::uuid[])) a;

-- name: Replies
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  {Visible}
    and a.reply_to_activity_uuid = @uuid and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by a.created_at desc, a.uuid desc
  limit @limit::integer
) a
order by a.created_at desc, a.uuid desc;

-- What its author may still have back is kept a little longer; those set aside with somebody who leaves have a time of their own.
-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from activities where uuid = any (array(
  select uuid from activities
  where expires_at <= @now and (select true from deletions where deletions.activity_uuid = activities.uuid and deletions.until > @now) is null
    and not exists (select from set_aside where set_aside.activity_uuid = activities.uuid)
  order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - (
  select expires_at from activities
  where expires_at <= @now::timestamptz and (select true from deletions where deletions.activity_uuid = activities.uuid and deletions.until > @now) is null
    and not exists (select from set_aside where set_aside.activity_uuid = activities.uuid)
  order by expires_at limit 1
)), 0)::double precision as seconds;
