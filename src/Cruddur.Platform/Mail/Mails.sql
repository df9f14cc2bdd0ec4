-- name: Add
-- example: uuid=00000000-0000-7000-8000-000000000009 recipient=andrew@example.com subject=a text=b html=c now=2026-01-01T00:00:00Z expires_at=2026-01-02T00:00:00Z
insert into platform.mails (uuid, recipient, subject, text, html, created_at, expires_at)
values (@uuid, @recipient, @subject, @text, @html, @now, @expires_at);

-- name: Find
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
select uuid, recipient, subject, text, html, created_at from platform.mails where uuid = @uuid and sent_at is null and expires_at > @now;

-- A mail that was handed over is of no more use here, and may hold a code.
-- name: Sent
-- example: uuid=00000000-0000-7000-8000-000000000009
delete from platform.mails where uuid = @uuid;

-- name: Newest
-- example: now=2026-01-01T00:00:00Z limit=50
-- scan: the newest fifty of a day's mail, on a database of one's own
select uuid, recipient, subject, text, html, created_at from platform.mails
where expires_at > @now
order by created_at desc, uuid desc
limit @limit::integer;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.mails where uuid = any (array(
  select uuid from platform.mails where expires_at <= @now order by expires_at limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from platform.mails where expires_at <= @now::timestamptz;
