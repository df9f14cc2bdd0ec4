-- name: Former
-- example: handle=andy now=2026-01-01T00:00:00Z
select u.handle from platform.handles h join users u on u.uuid = h.user_uuid
where h.handle = @handle and h.kept_until > @now and u.delete_at is null;

-- name: State
-- example: handle=andy user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z soon=2026-01-24T00:00:00Z
select
  exists (select from users where handle = @handle and uuid <> @user)
    or exists (select from platform.handles where handle = @handle and user_uuid <> @user and kept_until > @now)
    or exists (select from platform.signups where handle = @handle and expires_at > @now) as is_taken,
  exists (select from platform.handles where user_uuid = @user and kept_until > @soon) as is_too_soon;

-- The handle that was is kept for its owner; one that was kept and is taken up again needs no keeping.
-- name: Rename
-- example: handle=andy user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z soon=2026-01-24T00:00:00Z kept_until=2026-01-31T00:00:00Z
with old as (
  select uuid, handle from users where uuid = @user for no key update
), renamed as (
  update users set handle = @handle, updated_at = @now from old
  where users.uuid = old.uuid and old.handle <> @handle
    and not exists (select from platform.handles where handle = @handle and user_uuid <> @user and kept_until > @now)
    and not exists (select from platform.signups where handle = @handle and expires_at > @now)
    and not exists (select from platform.handles where user_uuid = @user and kept_until > @soon)
  returning old.handle
), kept as (
  insert into platform.handles as handles (handle, user_uuid, kept_until) select handle, @user, @kept_until from renamed
  on conflict (handle) do update set user_uuid = excluded.user_uuid, kept_until = excluded.kept_until
), freed as (
  delete from platform.handles where handle = @handle and exists (select from renamed)
)
select handle from renamed;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.handles where handle = any (array(
  select handle from platform.handles where kept_until <= @now order by kept_until limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(kept_until)), 0)::double precision as seconds
from platform.handles where kept_until <= @now::timestamptz;
