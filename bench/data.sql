-- Fills a migrated database: :cruds live cruds by :people people, each of whom follows about :follows others.
-- Ages lean towards now; a hundredth of the rows has expired, for the sweeper to find.
set session_replication_role = replica; -- the rows below are right by construction; foreign keys need no check
select setseed(0.42);

insert into users (uuid, handle, display_name, email, created_at, updated_at)
select md5('person' || n)::uuid, 'person' || n, 'Person number ' || n, 'person' || n || '@example.com', now(), now()
from generate_series(1, :people) n;

insert into follows (follower_uuid, followed_uuid, created_at)
select md5('person' || n)::uuid, md5('person' || (1 + (n + k * 7919 % (:people - 1)) % :people))::uuid, now()
from generate_series(1, :people) n, generate_series(1, :follows) k
where (n + k * 7919 % (:people - 1)) % :people + 1 <> n
on conflict do nothing;

-- An id begins with its milliseconds, as UUIDv7 does, so that the index grows at one end as in life.
insert into activities (uuid, user_uuid, message, likes_count, replies_count, created_at, expires_at)
select
  (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5('crud' || n), 1, 3)
    || '8' || substr(md5('crud' || n), 4, 15))::uuid,
  md5('person' || 1 + floor(random() * :people)::integer)::uuid,
  rtrim(left(repeat(md5(n::text) || ' says that cloud projects grow best in public ', 4), 40 + floor(random() * 241)::integer)),
  floor(random() * 12)::integer, floor(random() * 3)::integer, at,
  case when n % 101 = 0 then at + interval '1 hour' when n % 3 = 0 or at < now() - interval '6 days' then at + interval '30 days' else at + interval '7 days' end
from (select n, now() - interval '2 hours' - random() * random() * interval '29 days' as at from generate_series(1, :cruds * 101 / 100) n) rows
order by at;

insert into likes (activity_uuid, user_uuid, created_at)
select uuid, md5('person' || 1 + floor(random() * :people)::integer)::uuid, now() from activities where likes_count > 5;

reset session_replication_role;
vacuum analyze;

-- Somebody who is signed in: the token is 43 characters x.
insert into platform.sessions (uuid, token_sha256, user_uuid, kind, user_agent, created_at, last_seen_at, expires_at)
select gen_random_uuid(), sha256(repeat('x', 43)::bytea), md5('person77')::uuid, 'bearer', 'bench', now(), now(), now() + interval '30 days';
