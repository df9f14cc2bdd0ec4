-- Whoever acts tells by the parts Tell and TellOfPerson, and takes back by Untell. Here is what the person told does with it.

-- name: All
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
{Noticed}
  and (n.created_at, n.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by n.created_at desc, n.uuid desc
limit @limit::integer;

-- Those in which somebody speaks to the viewer.
-- name: Mentions
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
{Noticed}
  and n.kind in ('quote', 'reply', 'mention')
  and (n.created_at, n.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by n.created_at desc, n.uuid desc
limit @limit::integer;

-- How many are unread, up to a hundred, among the newest thousand.
-- name: Unread
-- example: viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select count(*)::integer as unread from (
  select from (
    select uuid, activity_uuid, acts, read_at from notifications
    where user_uuid = @viewer and (read_at is null or read_at < created_at) and created_at > @now::timestamptz - interval '30 days'
    order by created_at desc
    limit 1000
  ) n
  where (n.activity_uuid is null or (select true from activities where activities.uuid = n.activity_uuid and expires_at > @now::timestamptz))
    and (
      select true from {Latest} p
      cross join lateral (select from users where users.uuid = p.actor_uuid and {Present} offset 0) u
      where p.created_at > coalesce(n.read_at, '-infinity') and p.actor_uuid <> all ({Unheard})
      limit 1
    )
  limit 100
) unread;

-- What has come up again since it was shown stays unread.
-- name: Shown
-- example: viewer=00000000-0000-7000-8000-000000000001 uuids={00000000-0000-7000-8000-00000000000e} until=2026-01-01T00:00:00Z
update notifications set read_at = created_at
where uuid = any (@uuids::uuid[]) and user_uuid = @viewer and created_at <= @until;

-- name: ReadOne
-- example: viewer=00000000-0000-7000-8000-000000000001 uuid=00000000-0000-7000-8000-00000000000e
update notifications set read_at = created_at where uuid = @uuid and user_uuid = @viewer
returning uuid;

-- Locked in one order, since people acting and the same person elsewhere change the same rows.
-- name: ReadAll
-- example: viewer=00000000-0000-7000-8000-000000000001
with unread as (
  select uuid from notifications
  where user_uuid = @viewer and (read_at is null or read_at < created_at)
  order by uuid for update
)
update notifications set read_at = created_at from unread where notifications.uuid = unread.uuid;

-- After somebody took an act back: without them the notification goes back to where the one before put it, or away.
-- name: Settle
-- example: uuid=00000000-0000-7000-8000-00000000000e
with empty as (
  delete from notifications where uuid = @uuid and not exists (select from notification_actors p where p.notification_uuid = @uuid)
)
update notifications set created_at = latest.created_at, acts = latest.number
from (select created_at, number from notification_actors where notification_uuid = @uuid order by number desc limit 1) latest
where uuid = @uuid;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from notifications where uuid = any (array(
  select uuid from notifications where created_at <= @now::timestamptz - interval '30 days'
  order by created_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - interval '30 days' - min(created_at)), 0)::double precision as seconds
from notifications where created_at <= @now::timestamptz - interval '30 days';
