-- The number of rows that are looked at stands in the text: of an unknown one PostgreSQL expects a tenth of the table.

-- What people are busy with: the newest uses, each weighing half after a day (86,400 s / ln 2 = 124,650 s). Whoever says a tag often counts once, at
-- their latest. ends_at: when the first of what is counted expires.
-- name: Tags
-- example: now=2026-01-01T00:00:00Z limit=10
select tag, shown, people_count, cruds_count, ends_at
from (
  select tag, (array_agg(shown order by said_at desc, user_uuid))[1] as shown, count(*)::integer as people_count, sum(cruds)::integer as cruds_count,
    min(ends_at) as ends_at, sum(exp(extract(epoch from said_at - @now::timestamptz)::double precision / 124650)) as weight
  from (
    select r.tag, a.user_uuid, max(r.created_at) as said_at, (array_agg(r.shown order by r.created_at desc, r.activity_uuid desc))[1] as shown,
      count(*) as cruds, min(a.expires_at) as ends_at
    from (
      select activity_uuid, tag, shown, created_at from activity_tags
      where created_at <= @now::timestamptz
      order by created_at desc, activity_uuid desc
      limit 1000
    ) r {Marked}
    group by r.tag, a.user_uuid
  ) people
  group by tag
) tags
order by weight desc, tag
limit @limit::integer;

-- The cruds that most people have liked lately, but for their authors. A like weighs half after 12 hours. What needs a warning
-- is not shown to those who did not ask.
-- name: Cruds
-- example: now=2026-01-01T00:00:00Z limit=20
select uuid, ends_at
from (
  select a.uuid, min(a.expires_at) as ends_at, sum(exp(extract(epoch from r.created_at - @now::timestamptz)::double precision / 62325)) as weight
  from (
    select activity_uuid, user_uuid, created_at from likes
    where created_at <= @now::timestamptz
    order by created_at desc, activity_uuid desc
    limit 1000
  ) r {Marked}
  where r.user_uuid <> a.user_uuid and a.reply_to_activity_uuid is null and a.content_warning is null
  group by a.uuid
) cruds
order by weight desc, uuid desc
limit @limit::integer;

-- Trends are a feed: whom the viewer has muted is not in them.
-- name: Heard
-- example: uuids={00000000-0000-7000-8000-000000000008,00000000-0000-7000-8000-000000000009} viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select {Card} from ({Heard} and a.uuid = any (@uuids::uuid[])) a;
