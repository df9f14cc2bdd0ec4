-- name: Create
-- example: uuid=00000000-0000-7000-8000-00000000000a viewer=00000000-0000-7000-8000-000000000001 message=hello expires_at=2026-01-08T00:00:00Z now=2026-01-01T00:00:00Z quote=00000000-0000-7000-8000-000000000008 content_warning=null language=en mentions={bayko} tags={cloud} tags_shown={Cloud}
-- A quote of what is gone, or not for the viewer, writes nothing.
with crud as (
  insert into activities (uuid, user_uuid, message, expires_at, created_at, quote_uuid, content_warning, language, mentions)
  select @uuid, @viewer, @message, @expires_at, @now, @quote, @content_warning, @language, {Mentioned}
  where @quote::uuid is null or (select true from activities a where a.uuid = @quote and {Seen})
  returning *
), {Marks}
select {Card} from (select {Own} from crud a {Author}) a;

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

-- name: Delete
-- example: uuid=00000000-0000-7000-8000-000000000009 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with gone as (
  delete from activities where uuid = @uuid and user_uuid = @viewer and expires_at > @now
  returning uuid, reply_to_activity_uuid
), counted as (
  update activities set replies_count = replies_count - 1
  from gone where activities.uuid = gone.reply_to_activity_uuid
)
select uuid from gone;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from activities where uuid = any (array(
  select uuid from activities where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from activities where expires_at <= @now::timestamptz;
