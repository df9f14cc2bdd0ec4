-- What moderators do. Closing the case comes first and locks it, so that of two who decide at once only one does anything.

-- name: Close
-- example: case=00000000-0000-7000-8000-00000000000c admin=00000000-0000-7000-8000-000000000003 outcome=dismiss reason=other now=2026-01-01T00:00:00Z
update cases set closed_at = @now, outcome = @outcome, reason = @reason, closed_by = @admin
where uuid = @case and closed_at is null and author_uuid <> @admin
returning kind, subject_uuid, author_uuid;

-- For good, with all its answers, also while its author could still bring it back.
-- name: Remove
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
with gone as (
  delete from activities where uuid = @uuid returning reply_to_activity_uuid, expires_at
)
update activities set replies_count = replies_count - 1 from gone
where activities.uuid = gone.reply_to_activity_uuid and gone.expires_at > @now and activities.expires_at > @now;

-- name: Unseal
-- example: uuid=00000000-0000-7000-8000-000000000009
delete from seals where activity_uuid = @uuid;
