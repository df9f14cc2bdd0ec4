-- A crowd, to see how Cruddur bears it: @people people and @cruds live cruds with all that people do with them. The same
-- rows each time, relative to the loading: "random" is a hash of the row's number. Few write, and are followed, much.
-- What is counted is written down with the crud, by the expression that also makes the rows.

-- name: New
-- example:
select not exists (select from users);

-- The rows below are right by construction, and tests compare them; where the role may, PostgreSQL is spared looking at each one.
-- name: unchecked
-- example:
select set_config('session_replication_role', 'replica', true) from pg_roles where rolname = current_user and rolsuper;

-- name: people
-- example: now=2026-01-01T00:00:00Z people=100
insert into users (uuid, handle, display_name, email, bio, created_at, updated_at)
select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, lower(first) || n, first || ' ' || last, lower(first) || n || '@example.com',
  case when n % 3 = 0 then 'Here for the ' || interest || '.' else '' end, @now - interval '40 days', @now - interval '40 days'
from generate_series(1, @people::integer) n
cross join lateral (
  select
    (array['Ada','Amir','Ana','Bela','Chidi','Dana','Eva','Femi','Goran','Hana','Ines','Jonas','Kofi','Lena','Mila','Nils','Olga','Pedro','Rana','Sven','Tara','Uma','Vera','Wim','Yuki','Zoe'])[1 + n % 26] as first,
    (array['Abe','Berg','Costa','Diaz','Eder','Fox','Garcia','Hahn','Ito','Jensen','Khan','Lopez','Maier','Novak','Okoro','Park','Rossi','Silva','Tanaka','Weiss'])[1 + n / 26 % 20] as last,
    (array['maps','trains','bread','old computers','rain','chess','birds'])[1 + n % 7] as interest
) person;

-- name: credentials
-- example: now=2026-01-01T00:00:00Z password_hash=x
insert into platform.credentials (user_uuid, password_hash, changed_at)
select uuid, @password_hash, @now - interval '40 days' from users;

-- name: follows
-- example: now=2026-01-01T00:00:00Z people=100
insert into follows (follower_uuid, followed_uuid, created_at)
select ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, ('00000000-0000-7000-9000-' || lpad(to_hex(followed), 12, '0'))::uuid, @now - k * interval '1 hour'
from generate_series(1, @people::integer) n
cross join lateral generate_series(1, 5 + floor(32 * power((hashint8extended(n, 1) & 1048575) / 1048576.0::float8, 2))::integer) k
cross join lateral (select 1 + floor(@people::integer * power((hashint8extended(n * 64 + k, 2) & 1048575) / 1048576.0::float8, 3))::integer as followed) who
where followed <> n
on conflict do nothing;

-- What each crud is: who writes it, when, and how many like, repost and answer it. One in each @parts, the newest last.
-- name: cruds
-- example: now=2026-01-01T00:00:00Z people=100 cruds=1000 part=1 parts=20
insert into activities (uuid, user_uuid, message, language, likes_count, reposts_count, replies_count, created_at, expires_at)
select
  (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
  ('00000000-0000-7000-9000-' || lpad(to_hex(1 + floor(@people::integer * power(a, 3))::integer), 12, '0'))::uuid,
  rtrim(case when n % 20 = 7 then (array['Heute gelernt:','Gestern gefunden:','Frage an alle:'])[1 + n % 3] || ' ' || (array['die Häuser am Kanal','ein altes Buch über Brücken','der Zug um halb neun','Kuchen mit Pflaumen'])[1 + n / 20 % 4]
    when n % 20 = 13 then (array['Hoy aprendí:','Ayer encontré:','Pregunta:'])[1 + n % 3] || ' ' || (array['las canciones del mar','un café en la estación','los mapas antiguos','la lluvia de abril'])[1 + n / 20 % 4]
    else (array['Today I learned about','Does anybody remember','Still thinking about','A short note on','Nobody told me about','Three hours with','The best part of the week:','I was wrong about','Looking for','Please recommend','My neighbour loves','One more word on','So much for','Finally:','It rained on','Good morning to'])[1 + floor(16 * b * b)::integer]
      || ' ' || (array['coffee','the cloud','my bicycle','old maps','the morning train','sourdough bread','the planetarium','a broken test','the garden','postcards','the night shift','a Cray on a table','harbour stairs','paper aeroplanes','the library','rain','the choir','a chess problem','lighthouses','the bakery','window seats','tape drives','umbrellas','the canal','herons','plum cake','a queue of jobs','birdsong','typewriters','the last bus'])[1 + floor(30 * c * c)::integer]
      || ' ' || (array['','and what comes after.','which I had almost forgotten.','in the rain.','before breakfast.','with friends from school.','for the third time.','and nobody noticed.','with a view of the mountains.','and a cup of tea.','at platform nine.','although it was late.'])[1 + floor(12 * a)::integer]
      || case when n % 11 = 0 then ' Number ' || n % 4999 || '.' else '' end end
    || case when d < 0.3 then ' #' || (array['CloudCamp','Coffee','Bread','Trains','Maps','Rain','Chess','Birds','100DaysOfCruds','Gardens','Books','Cruddur','NightShift','Harbour','Music','Typewriters'])[1 + floor(16 * e * e)::integer] else '' end
    || case when d < 0.06 then ' #Topic' || floor(2000 * e * e)::integer else '' end),
  case when n % 20 = 7 then 'de' when n % 20 = 13 then 'es' when n % 9 > 0 then 'en' end,
  floor(20 * power(b, 9))::integer, floor(5 * power(c, 12))::integer, greatest(floor(40 * d)::integer - 36, 0),
  at, case when n % 3 = 0 or at < @now - interval '6 days' then at + interval '30 days' else at + interval '7 days' end
from generate_series(1 + @cruds::bigint * (@part - 1) / @parts, @cruds::bigint * @part / @parts) n
cross join lateral (
  select @now - interval '2 minutes' - interval '29 days' * power(1 - n / (@cruds + 1)::float8, 2) as at,
    (hashint8extended(n, 11) & 1048575) / 1048576.0::float8 as a, (hashint8extended(n, 12) & 1048575) / 1048576.0::float8 as b,
    (hashint8extended(n, 13) & 1048575) / 1048576.0::float8 as c, (hashint8extended(n, 14) & 1048575) / 1048576.0::float8 as d,
    (hashint8extended(n, 15) & 1048575) / 1048576.0::float8 as e
) random;

-- A reply expires with the crud that it answers.
-- name: replies
-- example: now=2026-01-01T00:00:00Z people=100
insert into activities (uuid, user_uuid, message, language, reply_to_activity_uuid, created_at, expires_at)
select (left(a.uuid::text, 13) || '-7000-9000-' || lpad(to_hex(n * 8 + k), 12, '0'))::uuid,
  ('00000000-0000-7000-9000-' || lpad(to_hex(1 + (hashint8extended(n * 8 + k, 31) & 1048575) % @people::integer), 12, '0'))::uuid,
  (array['Same here.','I had no idea. Thank you!','Where was that?','Tell me more.','Not again.','Photos, please.','This made my day.','I disagree, kindly.'])[1 + (n + k) % 8],
  'en', a.uuid, least(a.created_at + k * interval '7 minutes', @now), a.expires_at
from activities a
cross join lateral (select ('x' || right(a.uuid::text, 12))::bit(48)::bigint as n) number
cross join lateral generate_series(1, a.replies_count) k
where a.reply_to_activity_uuid is null;

-- name: likes
-- example: now=2026-01-01T00:00:00Z people=100
insert into likes (activity_uuid, user_uuid, created_at)
select a.uuid, ('00000000-0000-7000-9000-' || lpad(to_hex(1 + ((hashint8extended(n, 21) & 1048575) + k * 7919) % @people::integer), 12, '0'))::uuid,
  a.created_at + (@now - a.created_at) * power(((hashint8extended(n, 22) & 1048575) + k * 7919) % 1048576 / 1048576.0::float8, 4)
from activities a
cross join lateral (select ('x' || right(a.uuid::text, 12))::bit(48)::bigint as n) number
cross join lateral generate_series(1, a.likes_count) k;

-- name: reposts
-- example: now=2026-01-01T00:00:00Z people=100
insert into reposts (activity_uuid, user_uuid, created_at)
select a.uuid, ('00000000-0000-7000-9000-' || lpad(to_hex(1 + ((hashint8extended(n, 41) & 1048575) + k * 7919) % @people::integer), 12, '0'))::uuid,
  a.created_at + (@now - a.created_at) * power(((hashint8extended(n, 42) & 1048575) + k * 7919) % 1048576 / 1048576.0::float8, 4)
from activities a
cross join lateral (select ('x' || right(a.uuid::text, 12))::bit(48)::bigint as n) number
cross join lateral generate_series(1, a.reposts_count) k;

-- name: tags
-- example:
insert into activity_tags (activity_uuid, tag, shown, created_at)
select a.uuid, lower(tag[1]), tag[1], a.created_at
from activities a cross join lateral regexp_matches(a.message, '#(\w+)', 'g') tag
on conflict do nothing;

-- What the trigger does that was spared, in the order of time.
-- name: words
-- example: now=2026-01-01T00:00:00Z part=1 parts=20
insert into activity_words (activity_uuid, created_at, words)
select uuid, created_at, crud_words(message, language, created_at) from activities
where created_at > @now - interval '2 minutes' - interval '29 days' * power(1 - (@part - 1) / @parts::float8, 2)
  and (@part = @parts or created_at <= @now - interval '2 minutes' - interval '29 days' * power(1 - @part / @parts::float8, 2))
order by created_at
on conflict do nothing;
