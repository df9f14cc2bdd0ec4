-- name: List
-- example: action=user.disable actor=andrew subject=00000000-0000-7000-8000-000000000002 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select a.uuid, a.at, a.actor_uuid, a.actor, a.action, a.subject_uuid, u.handle as subject_handle, a.detail::text as detail
from platform.audit a left join users u on u.uuid = a.subject_uuid
where (a.at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  and (@action::text is null or a.action = @action::text)
  and (@actor::text is null or a.actor = @actor::text)
  and (@subject::uuid is null or a.subject_uuid = @subject::uuid)
order by a.at desc, a.uuid desc limit @limit::integer;

-- name: Actions
-- scan: walks from one action to the next, since there are few actions and many rows
with recursive found as (
  (select action from platform.audit order by action limit 1)
  union all
  select (select a.action from platform.audit a where a.action > f.action order by a.action limit 1) from found f where f.action is not null
)
select action from found where action is not null;
