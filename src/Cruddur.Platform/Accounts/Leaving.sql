-- name: Leave
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z delete_at=2026-01-08T00:00:00Z
update users set delete_at = @delete_at, updated_at = @now where uuid = @user and delete_at is null;

-- name: Stay
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update users set delete_at = null, updated_at = @now where uuid = @user and delete_at > @now;

-- name: Leaves
-- example: user=00000000-0000-7000-8000-000000000001
select delete_at is not null as leaves from users where uuid = @user for no key update;

-- Few at a time, since everything that hangs on a person goes in the same transaction. That it happened stays on record, under
-- an id that no longer leads to anybody.
-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
-- scan: mails are few, since they go by themselves
with gone as (
  delete from users where uuid = any (array(
    select uuid from users where delete_at <= @now order by delete_at limit least(@batch::integer, 20) for update skip locked
  ))
  returning uuid, lower(email) as email
), mails as (
  delete from platform.mails where lower(recipient) in (select email from gone)
)
insert into platform.audit (uuid, at, actor_uuid, actor, action, subject_uuid, detail)
select gen_random_uuid(), @now, null, 'cruddur', 'user.erase', uuid, '{}' from gone;

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(delete_at)), 0)::double precision as seconds
from users where delete_at <= @now::timestamptz;
