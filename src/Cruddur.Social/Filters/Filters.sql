-- name: Mine
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select uuid, phrase, action, expires_at, created_at, folded from word_filters
where user_uuid = @user and (expires_at is null or expires_at > @now)
order by created_at desc, uuid desc;

-- name: OfServer
-- example: now=2026-01-01T00:00:00Z
select uuid, phrase, action, expires_at, created_at, folded from word_filters
where user_uuid is null and (expires_at is null or expires_at > @now)
order by created_at desc, uuid desc;

-- The same phrase again changes what is done about it.
-- name: Set
-- example: uuid=00000000-0000-7000-8000-00000000000e user=00000000-0000-7000-8000-000000000001 phrase=Spoiler folded=spoiler action=warn expires_at=2026-02-01T00:00:00Z now=2026-01-01T00:00:00Z
insert into word_filters (uuid, user_uuid, phrase, folded, action, expires_at, created_at)
values (@uuid, @user, @phrase, @folded, @action, @expires_at, @now)
on conflict (user_uuid, folded) do update set phrase = excluded.phrase, action = excluded.action, expires_at = excluded.expires_at
returning uuid, phrase, action, expires_at, created_at, folded;

-- name: Drop
-- example: uuid=00000000-0000-7000-8000-00000000000e user=00000000-0000-7000-8000-000000000001
delete from word_filters where uuid = @uuid and user_uuid = @user;

-- name: DropOfServer
-- example: uuid=00000000-0000-7000-8000-00000000000e
delete from word_filters where uuid = @uuid and user_uuid is null;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from word_filters where uuid = any (array(
  select uuid from word_filters where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from word_filters where expires_at <= @now::timestamptz;
