-- What the bench needs besides the large set (db/seeds/large.sql): cruds for the sweeper to find, and somebody who is signed in.

-- A hundredth more, which has expired.
insert into activities (uuid, user_uuid, message, created_at, expires_at)
select gen_random_uuid(), user_uuid, message, created_at, created_at + interval '1 hour'
from activities where hashtext(uuid::text) % 100 = 0 and reply_to_activity_uuid is null and created_at < now() - interval '2 hours';

-- The 77th person, who follows about 50; the token is 43 characters x.
insert into follows (follower_uuid, followed_uuid, created_at)
select viewer.uuid, person.uuid, now()
from (select uuid from users order by uuid offset 76 limit 1) viewer
cross join lateral (select uuid from users where uuid <> viewer.uuid order by md5(uuid::text) limit 50 - (select count(*) from follows where follower_uuid = viewer.uuid)) person
on conflict do nothing;

insert into platform.sessions (uuid, token_sha256, user_uuid, kind, user_agent, created_at, last_seen_at, expires_at)
select gen_random_uuid(), sha256(repeat('x', 43)::bytea), uuid, 'bearer', 'bench', now(), now(), now() + interval '30 days' from users order by uuid offset 76 limit 1;

vacuum analyze;
