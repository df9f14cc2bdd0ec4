-- name: Begin
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with person as (
  select coalesce(cognito_user_id, '') as sub from users where uuid = @user and delete_at <= @now and cognito_user_id is not null
), kept as (
  insert into platform.cognito_erased (sub_sha256) select sha256(convert_to(sub, 'UTF8')) from person on conflict do nothing
)
select sub from person;

-- name: End
-- example: sub=sub-1 kept_until=2026-01-02T00:00:00Z
update platform.cognito_erased set kept_until = @kept_until where sub_sha256 = sha256(convert_to(@sub, 'UTF8'));

-- name: IsErased
-- example: sub=sub-1
select exists (select from platform.cognito_erased where sub_sha256 = sha256(convert_to(@sub, 'UTF8'))) as is_erased;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from platform.cognito_erased where sub_sha256 = any (array(
  select sub_sha256 from platform.cognito_erased where kept_until <= @now order by kept_until limit @batch::integer for update skip locked
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(kept_until)), 0)::double precision as seconds
from platform.cognito_erased where kept_until <= @now::timestamptz;
