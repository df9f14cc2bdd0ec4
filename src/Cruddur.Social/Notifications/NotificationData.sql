-- What goes into a person's archive.

-- name: Told
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=200
select n.uuid, n.kind, n.activity_uuid, n.created_at, n.read_at, least(a.expires_at, n.created_at + interval '30 days') as expires_at,
  array(
    select u.handle from {Latest} p cross join lateral (select handle from users where users.uuid = p.actor_uuid and {Present} offset 0) u
    order by p.number desc
  ) as actors
from notifications n
left join lateral (select expires_at from activities where activities.uuid = n.activity_uuid and activities.expires_at > @now offset 0) a on true
where n.user_uuid = @user and n.created_at > @now::timestamptz - interval '30 days' and (n.activity_uuid is null or a.expires_at is not null)
  and (n.created_at, n.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by n.created_at desc, n.uuid desc
limit @limit::integer;

-- name: Settings
-- example: user=00000000-0000-7000-8000-000000000001
select kind, from_whom from notification_settings where user_uuid = @user order by kind;

-- name: Threads
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z after=00000000-0000-0000-0000-000000000000 limit=200
select r.activity_uuid, u.handle as author, r.created_at, a.expires_at
from thread_mutes r
cross join lateral (select user_uuid, expires_at from activities where activities.uuid = r.activity_uuid and activities.expires_at > @now offset 0) a
join users u on u.uuid = a.user_uuid
where r.user_uuid = @user and r.activity_uuid > @after
order by r.activity_uuid
limit @limit::integer;
