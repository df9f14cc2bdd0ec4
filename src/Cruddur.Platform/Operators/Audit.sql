-- name: List
-- example: action=user.disable person=00000000-0000-7000-8000-000000000002 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select a.uuid, a.at, coalesce('@' || d.handle, a.actor) as actor, a.action, a.subject_uuid, s.handle as subject_handle, a.detail::text as detail
from platform.audit a left join users d on d.uuid = a.actor_uuid left join users s on s.uuid = a.subject_uuid
where (a.at, a.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
  and (@action::text is null or a.action = @action::text)
  and (@person::uuid is null or a.subject_uuid = @person::uuid or a.actor_uuid = @person::uuid)
order by a.at desc, a.uuid desc limit @limit::integer;

-- name: Actions
-- scan: walks from one action to the next, since there are few actions and many rows
with recursive found as (
  (select action from platform.audit order by action limit 1)
  union all
  select (select a.action from platform.audit a where a.action > f.action order by a.action limit 1) from found f where f.action is not null
)
select action from found where action is not null;
