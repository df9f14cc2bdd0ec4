-- An archive holds no crud that has expired. When the first one in it does, its file is erased; whoever downloads it later gets
-- one made anew.

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
with stale as (
  update platform.archives set fresh_until = null where uuid = any (array(
    select uuid from platform.archives where fresh_until <= @now order by fresh_until limit @batch::integer for update skip locked
  ))
  returning uuid
)
delete from platform.archive_pieces where archive_uuid in (select uuid from stale);

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(fresh_until)), 0)::double precision as seconds
from platform.archives where fresh_until <= @now::timestamptz;
