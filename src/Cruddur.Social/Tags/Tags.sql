-- name: Cruds
-- example: tag=cloud viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  select {Own}, r.created_at as listed_at
  from activity_tags r {Marked}
  where r.tag = @tag and (r.created_at, r.activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
    and a.user_uuid <> all ({Unheard})
  order by r.created_at desc, r.activity_uuid desc
  limit @limit::integer
) a
order by a.listed_at desc, a.uuid desc;

-- Counts no further than to @most.
-- name: Count
-- example: tag=cloud most=1000 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select count(*)::integer as cruds_count
from (select from activity_tags r {Marked} where r.tag = @tag and a.user_uuid <> all ({Unheard}) limit @most::integer) live;
