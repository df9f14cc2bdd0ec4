-- A crud's counts say how many rows there are. They are changed together with the rows; this finds out whether that held.

-- name: Drift
-- example: now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 limit=100
-- scan: looks at every crud, on an operator's word
select a.uuid, a.likes_count, l.likes, a.replies_count, r.replies, a.reposts_count, p.reposts
from activities a
cross join lateral (select count(*)::integer as likes from likes where activity_uuid = a.uuid) l
cross join lateral (select count(*)::integer as reposts from reposts where activity_uuid = a.uuid) p
cross join lateral (
  select count(*)::integer as replies from activities reply where reply.reply_to_activity_uuid = a.uuid and reply.expires_at > @now
) r
where a.uuid > @after and a.expires_at > @now and (a.likes_count, a.replies_count, a.reposts_count) <> (l.likes, r.replies, p.reposts)
order by a.uuid
limit @limit::integer;

-- Rows counted while somebody adds to them would be counted wrong again, so the crud is locked first, as who adds does.
-- name: Lock
-- example: now=2026-01-01T00:00:00Z uuids={00000000-0000-7000-8000-000000000009}
select uuid from activities where uuid = any (@uuids) and expires_at > @now order by uuid for update;

-- name: Fix
-- example: now=2026-01-01T00:00:00Z uuids={00000000-0000-7000-8000-000000000009}
update activities a
set likes_count = (select count(*) from likes where activity_uuid = a.uuid),
  reposts_count = (select count(*) from reposts where activity_uuid = a.uuid),
  replies_count = (
    select count(*) from activities reply where reply.reply_to_activity_uuid = a.uuid and reply.expires_at > @now
  )
where a.uuid = any (@uuids) and a.expires_at > @now;
