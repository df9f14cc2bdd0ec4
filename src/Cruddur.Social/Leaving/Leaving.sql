-- Who leaves takes along what they wrote, liked and followed. Cruds keep their rows, so that all that hangs on them stays with
-- them; they lose their time, without which no statement shows them. What answers them goes with them, whoever wrote it. Bookmarks and
-- pins stay where they are: nobody else sees the first, and nobody at all the second without the crud.

-- name: KeepTimes
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
with recursive going as (
  select a.uuid, coalesce((select min(expires_at) from set_aside where activity_uuid = a.uuid), a.expires_at) as expires_at
  from activities a where a.user_uuid = @user
  union
  select reply.uuid, coalesce((select min(expires_at) from set_aside where activity_uuid = reply.uuid), reply.expires_at)
  from going cross join lateral (select uuid, expires_at from activities where reply_to_activity_uuid = going.uuid offset 0) reply
)
insert into set_aside (activity_uuid, user_uuid, expires_at)
select uuid, @user, expires_at from going where expires_at > @now
on conflict do nothing;

-- name: TakeTimes
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update activities set expires_at = created_at + interval '1 microsecond'
from set_aside where set_aside.user_uuid = @user and activities.uuid = set_aside.activity_uuid and activities.expires_at > @now;

-- What they answer may have been deleted or cut short meanwhile; an answer never outlives it.
-- name: GiveTimes
-- example: user=00000000-0000-7000-8000-000000000001
with recursive given as (
  select s.activity_uuid as uuid, least(s.expires_at, above.expires_at) as expires_at
  from set_aside s join activities a on a.uuid = s.activity_uuid left join activities above on above.uuid = a.reply_to_activity_uuid
  where s.user_uuid = @user
    and not exists (select from set_aside mine where mine.user_uuid = @user and mine.activity_uuid = a.reply_to_activity_uuid)
  union all
  select s.activity_uuid, least(s.expires_at, given.expires_at)
  from given
  cross join lateral (select uuid from activities where reply_to_activity_uuid = given.uuid offset 0) reply
  join set_aside s on s.activity_uuid = reply.uuid and s.user_uuid = @user
)
update activities set expires_at = given.expires_at
from given where activities.uuid = any (array(select uuid from given)) and activities.uuid = given.uuid
  and not exists (select from set_aside other where other.activity_uuid = activities.uuid and other.user_uuid <> @user);

-- name: ForgetTimes
-- example: user=00000000-0000-7000-8000-000000000001
delete from set_aside where user_uuid = @user;

-- What is counted while somebody answers would be counted wrong, so the cruds are locked first.
-- name: Hold
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update activities set replies_count = replies_count
where expires_at > @now and uuid = any (array(
  select a.uuid from set_aside s join activities a on a.uuid = s.activity_uuid where s.user_uuid = @user
  union
  select a.reply_to_activity_uuid from set_aside s join activities a on a.uuid = s.activity_uuid where s.user_uuid = @user
));

-- name: Recount
-- example: user=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
update activities set replies_count = (
  select count(*) from activities reply where reply.reply_to_activity_uuid = activities.uuid and reply.expires_at > @now
)
where expires_at > @now and uuid = any (array(
  select a.uuid from set_aside s join activities a on a.uuid = s.activity_uuid where s.user_uuid = @user
  union
  select a.reply_to_activity_uuid from set_aside s join activities a on a.uuid = s.activity_uuid where s.user_uuid = @user
));

-- name: TakeLikes
-- example: user=00000000-0000-7000-8000-000000000001
with gone as (
  delete from likes where user_uuid = @user returning activity_uuid, created_at
), kept as (
  insert into set_aside_likes (user_uuid, activity_uuid, created_at) select @user, activity_uuid, created_at from gone
  on conflict do nothing
)
update activities set likes_count = likes_count - 1 from gone where activities.uuid = gone.activity_uuid;

-- name: GiveLikes
-- example: user=00000000-0000-7000-8000-000000000001
with back as (
  delete from set_aside_likes where user_uuid = @user returning activity_uuid, created_at
), liked as (
  insert into likes (activity_uuid, user_uuid, created_at) select activity_uuid, @user, created_at from back
  on conflict do nothing
  returning activity_uuid
)
update activities set likes_count = likes_count + 1 from liked where activities.uuid = liked.activity_uuid;

-- name: TakeReposts
-- example: user=00000000-0000-7000-8000-000000000001
with gone as (
  delete from reposts where user_uuid = @user returning activity_uuid, created_at
), kept as (
  insert into set_aside_reposts (user_uuid, activity_uuid, created_at) select @user, activity_uuid, created_at from gone
  on conflict do nothing
)
update activities set reposts_count = reposts_count - 1 from gone where activities.uuid = gone.activity_uuid;

-- name: GiveReposts
-- example: user=00000000-0000-7000-8000-000000000001
with back as (
  delete from set_aside_reposts where user_uuid = @user returning activity_uuid, created_at
), reposted as (
  insert into reposts (activity_uuid, user_uuid, created_at) select activity_uuid, @user, created_at from back
  on conflict do nothing
  returning activity_uuid
)
update activities set reposts_count = reposts_count + 1 from reposted where activities.uuid = reposted.activity_uuid;

-- name: TakeFollows
-- example: user=00000000-0000-7000-8000-000000000001
with gone as (
  delete from follows where follower_uuid = @user or followed_uuid = @user
  returning follower_uuid, followed_uuid, created_at
)
insert into set_aside_follows (user_uuid, follower_uuid, followed_uuid, created_at)
select @user, follower_uuid, followed_uuid, created_at from gone
on conflict do nothing;

-- What the other one, who leaves as well, has to do with it is kept for them.
-- name: GiveFollows
-- example: user=00000000-0000-7000-8000-000000000001
with back as (
  delete from set_aside_follows where user_uuid = @user
  returning follower_uuid, followed_uuid, created_at
), pairs as (
  select back.follower_uuid, back.followed_uuid, back.created_at, other.uuid as other_uuid, other.delete_at is not null as leaves
  from back join users other on other.uuid = case when back.follower_uuid = @user then back.followed_uuid else back.follower_uuid end
), kept as (
  insert into set_aside_follows (user_uuid, follower_uuid, followed_uuid, created_at)
  select other_uuid, follower_uuid, followed_uuid, created_at from pairs where leaves
  on conflict do nothing
)
insert into follows (follower_uuid, followed_uuid, created_at)
select follower_uuid, followed_uuid, created_at from pairs where not leaves
on conflict do nothing;

-- name: Sweep
-- example: now=2026-01-01T00:00:00Z batch=500
delete from activities where uuid = any (array(
  select activity_uuid from set_aside where expires_at <= @now order by expires_at limit @batch::integer
));

-- name: Lag
-- example: now=2026-01-01T00:00:00Z
select coalesce(extract(epoch from @now::timestamptz - min(expires_at)), 0)::double precision as seconds
from set_aside where expires_at <= @now::timestamptz;
