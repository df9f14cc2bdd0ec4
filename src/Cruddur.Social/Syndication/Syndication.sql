-- What somebody says themselves: neither their replies nor what they passed on.
-- name: OfPerson
-- example: person=00000000-0000-7000-8000-000000000001 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select {Card}
from (
  {Visible}
    and a.user_uuid = @person and a.reply_to_activity_uuid is null and (a.created_at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  order by a.created_at desc, a.uuid desc
  limit @limit::integer
) a
order by a.created_at desc, a.uuid desc;
