-- Demo people and what they say. The set is loaded once, as a whole: when one of its people exists, nothing is touched,
-- so that what expired stays gone. Times are relative to the loading.

-- name: New
-- example:
select not exists (select from users where uuid between '00000000-0000-7000-8000-000000000000' and '00000000-0000-7000-8000-ffffffffffff');

-- name: people
-- example: now=2026-01-01T00:00:00Z
insert into users (uuid, handle, display_name, email, bio, created_at, updated_at)
select demo.uuid, demo.handle, demo.display_name, demo.handle || '@example.com', demo.bio, @now - interval '40 days', @now - interval '40 days'
from (values
  ('00000000-0000-7000-8000-000000000001'::uuid, 'andrew', 'Andrew Brown', 'Founder. Teaches the cloud by building things that disappear.'),
  ('00000000-0000-7000-8000-000000000002'::uuid, 'bayko', 'Bayko', 'Breaks the build so that you do not have to.'),
  ('00000000-0000-7000-8000-000000000003'::uuid, 'londo', 'Londo Mollari', 'Ambassador, bon vivant, owner of an excellent cellar.'),
  ('00000000-0000-7000-8000-000000000004'::uuid, 'chris', 'Chris Fenton', 'Replicas of old computers, working ones.'),
  ('00000000-0000-7000-8000-000000000005'::uuid, 'ann', 'Ann Lee', 'Maps, trains, and long walks between the two.'),
  ('00000000-0000-7000-8000-000000000006'::uuid, 'romy', 'Romy Gomez', 'Baker at five in the morning, reader at nine at night.'),
  ('00000000-0000-7000-8000-000000000007'::uuid, 'jawid', 'Jawid Ali', 'Photographs rain.'),
  ('00000000-0000-7000-8000-000000000008'::uuid, 'delenn', 'Delenn of Minbar', 'We are the universe trying to understand itself.')
) demo (uuid, handle, display_name, bio)
on conflict do nothing;

-- name: credentials
-- example: now=2026-01-01T00:00:00Z password_hash=x
insert into platform.credentials (user_uuid, password_hash, changed_at)
select uuid, @password_hash, @now - interval '40 days'
from users
where uuid between '00000000-0000-7000-8000-000000000000' and '00000000-0000-7000-8000-ffffffffffff'
on conflict do nothing;

-- Everyone follows everyone, except jawid, who follows nobody, and andrew, who has yet to find two of them.
-- name: follows
-- example: now=2026-01-01T00:00:00Z
insert into follows (follower_uuid, followed_uuid, created_at)
select follower.uuid, followed.uuid, @now - interval '39 days'
from users follower
join users followed on followed.uuid <> follower.uuid
where follower.uuid between '00000000-0000-7000-8000-000000000000' and '00000000-0000-7000-8000-ffffffffffff'
  and followed.uuid between '00000000-0000-7000-8000-000000000000' and '00000000-0000-7000-8000-ffffffffffff'
  and follower.handle <> 'jawid' and (follower.handle <> 'andrew' or followed.handle not in ('chris', 'romy'))
on conflict do nothing;

-- name: cruds
-- example: now=2026-01-01T00:00:00Z
insert into activities (uuid, user_uuid, message, expires_at, created_at)
select demo.uuid, users.uuid, demo.message, @now - demo.age + demo.ttl, @now - demo.age
from (values
  ('5eed0000-0000-7000-8001-000000000001'::uuid, '00000000-0000-7000-8000-000000000001'::uuid, interval '3 minutes', interval '7 days', 'Week three is live: we trace a request from the browser to the database and back. Bring coffee and one question.'),
  ('5eed0000-0000-7000-8001-000000000002'::uuid, '00000000-0000-7000-8000-000000000002'::uuid, interval '9 minutes', interval '1 hour', 'Green build. Nobody touch anything. 🟢'),
  ('5eed0000-0000-7000-8001-000000000003'::uuid, '00000000-0000-7000-8000-000000000003'::uuid, interval '10 minutes', interval '1 hour', 'Ah, a quiet evening at last. The wine is Brivari, the company is myself, and both are excellent.'),
  ('5eed0000-0000-7000-8001-000000000004'::uuid, '00000000-0000-7000-8000-000000000005'::uuid, interval '14 minutes', interval '12 hours', 'The 8:15 left at 8:15. Writing it down, because nobody will believe me.'),
  ('5eed0000-0000-7000-8001-000000000005'::uuid, '00000000-0000-7000-8000-000000000006'::uuid, interval '56 minutes', interval '1 hour', 'Cinnamon rolls are out of the oven. First come, first served, no reservations. 🍥'),
  ('5eed0000-0000-7000-8001-000000000006'::uuid, '00000000-0000-7000-8000-000000000008'::uuid, interval '22 minutes', interval '30 days', 'Faith manages.'),
  ('5eed0000-0000-7000-8001-000000000007'::uuid, '00000000-0000-7000-8000-000000000004'::uuid, interval '31 minutes', interval '7 days', 'The 1/10 scale Cray now boots from its original tape image. It took two years and one very patient friend.'),
  ('5eed0000-0000-7000-8001-000000000008'::uuid, '00000000-0000-7000-8000-000000000007'::uuid, interval '38 minutes', interval '3 days', 'Rain since six. Best light of the year on the harbour stairs. 🌧️📷'),
  ('5eed0000-0000-7000-8001-000000000009'::uuid, '00000000-0000-7000-8000-000000000001'::uuid, interval '50 minutes', interval '3 hours', 'Office hours in an hour: anything about queries that got slow. No slides, promise.'),
  ('5eed0000-0000-7000-8001-00000000000a'::uuid, '00000000-0000-7000-8000-000000000002'::uuid, interval '1 hour 10 minutes', interval '1 day', 'Today I learned that a test which never failed never tested anything.'),
  ('5eed0000-0000-7000-8001-00000000000b'::uuid, '00000000-0000-7000-8000-000000000005'::uuid, interval '2 hours 10 minutes', interval '3 hours', 'Does anyone have a spare ticket for the planetarium tonight? Two seats would be even better.'),
  ('5eed0000-0000-7000-8001-00000000000c'::uuid, '00000000-0000-7000-8000-000000000006'::uuid, interval '2 hours 40 minutes', interval '7 days', 'Sourdough tip: colder water, longer night, better crumb. That is the whole secret.'),
  ('5eed0000-0000-7000-8001-00000000000d'::uuid, '00000000-0000-7000-8000-000000000003'::uuid, interval '2 hours 56 minutes', interval '3 hours', 'There comes a time when you look into the mirror and realise that what you see is all that you will ever be. And then you order dessert.'),
  ('5eed0000-0000-7000-8001-00000000000e'::uuid, '00000000-0000-7000-8000-000000000008'::uuid, interval '3 hours 20 minutes', interval '1 day', 'صباح الخير من مينبار. نجتمع اليوم عند الغروب، والباب مفتوح للجميع.'),
  ('5eed0000-0000-7000-8001-00000000000f'::uuid, '00000000-0000-7000-8000-000000000004'::uuid, interval '4 hours', interval '3 days', 'Found a box of 8-inch floppies at the flea market. One is labelled ''payroll, do not lose''. Somebody lost it.'),
  ('5eed0000-0000-7000-8001-000000000010'::uuid, '00000000-0000-7000-8000-000000000001'::uuid, interval '5 hours', interval '30 days', 'Six things I learned from my first on-call week: read the alert before the chat, write down what you tried, change one thing at a time, say when you''re guessing, eat something at midnight, and hand over with a clear head. The pager is a teacher with very poor manners. Sleep well!'),
  ('5eed0000-0000-7000-8001-000000000011'::uuid, '00000000-0000-7000-8000-000000000007'::uuid, interval '6 hours', interval '12 hours', 'New series is up in the window of the corner café: twelve umbrellas, twelve strangers.'),
  ('5eed0000-0000-7000-8001-000000000012'::uuid, '00000000-0000-7000-8000-000000000005'::uuid, interval '7 hours', interval '7 days', 'Word of the day from the railway museum: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft. The label was longer than the exhibit.'),
  ('5eed0000-0000-7000-8001-000000000013'::uuid, '00000000-0000-7000-8000-000000000002'::uuid, interval '8 hours', interval '1 day', 'Deleted 1,200 lines before lunch. Everything still works. I am suspicious and happy.'),
  ('5eed0000-0000-7000-8001-000000000014'::uuid, '00000000-0000-7000-8000-000000000006'::uuid, interval '9 hours', interval '12 hours', 'Looking for a taste tester for a plum cake. Qualifications: a fork.'),
  ('5eed0000-0000-7000-8001-000000000015'::uuid, '00000000-0000-7000-8000-000000000003'::uuid, interval '11 hours 45 minutes', interval '12 hours', 'My shoes are too tight. But it does not matter, because I have forgotten how to dance.'),
  ('5eed0000-0000-7000-8001-000000000016'::uuid, '00000000-0000-7000-8000-000000000004'::uuid, interval '16 hours', interval '1 day', 'Soldering tonight. If the smoke comes out, it was decorative anyway.'),
  ('5eed0000-0000-7000-8001-000000000017'::uuid, '00000000-0000-7000-8000-000000000001'::uuid, interval '20 hours', interval '7 days', 'A reminder that everything here goes away by itself. Say the small things too.'),
  ('5eed0000-0000-7000-8001-000000000018'::uuid, '00000000-0000-7000-8000-000000000008'::uuid, interval '23 hours 30 minutes', interval '1 day', 'Two candles on the table tonight: one for those who left, one for those who are coming. 🕯️🕯️'),
  ('5eed0000-0000-7000-8001-000000000019'::uuid, '00000000-0000-7000-8000-000000000007'::uuid, interval '1 day 6 hours', interval '3 days', 'Lost: one grey lens cap, near the fountain. Found: a very good puddle.'),
  ('5eed0000-0000-7000-8001-00000000001a'::uuid, '00000000-0000-7000-8000-000000000005'::uuid, interval '1 day 18 hours', interval '7 days', 'Walked the old canal from end to end: 31 km, two herons, one blister.'),
  ('5eed0000-0000-7000-8001-00000000001b'::uuid, '00000000-0000-7000-8000-000000000002'::uuid, interval '2 days 4 hours', interval '3 days', 'Pull request of the week: three words in the README, four hours of somebody''s life saved.'),
  ('5eed0000-0000-7000-8001-00000000001c'::uuid, '00000000-0000-7000-8000-000000000006'::uuid, interval '2 days 20 hours', interval '7 days', 'The bakery turns five on Saturday. Free coffee for everyone who remembers the old oven.'),
  ('5eed0000-0000-7000-8001-00000000001d'::uuid, '00000000-0000-7000-8000-000000000004'::uuid, interval '4 days', interval '30 days', 'Blog post: how a switch panel from 1968 taught me more about memory than any book.'),
  ('5eed0000-0000-7000-8001-00000000001e'::uuid, '00000000-0000-7000-8000-000000000003'::uuid, interval '5 days', interval '7 days', 'To whoever left the chess board mid-game in the gardens: you were winning. I finished it. You lost.'),
  ('5eed0000-0000-7000-8001-00000000001f'::uuid, '00000000-0000-7000-8000-000000000008'::uuid, interval '12 days', interval '30 days', 'The avalanche has already started; it is too late for the pebbles to vote. Still, be a kind pebble.')
) demo (uuid, user_uuid, age, ttl, message)
join users on users.uuid = demo.user_uuid
on conflict do nothing;

-- A reply expires with the crud that it answers.
-- name: replies
-- example: now=2026-01-01T00:00:00Z
insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, expires_at, created_at)
select demo.uuid, users.uuid, demo.message, root.uuid, root.expires_at, @now - demo.age
from (values
  ('5eed0000-0000-7000-8002-000000000001'::uuid, '00000000-0000-7000-8000-000000000002'::uuid, '5eed0000-0000-7000-8001-000000000001'::uuid, interval '2 minutes', 'Question: what if the request never comes back?'),
  ('5eed0000-0000-7000-8002-000000000002'::uuid, '00000000-0000-7000-8000-000000000005'::uuid, '5eed0000-0000-7000-8001-000000000001'::uuid, interval '1 minute', 'Bringing both. And a cushion.'),
  ('5eed0000-0000-7000-8002-000000000003'::uuid, '00000000-0000-7000-8000-000000000001'::uuid, '5eed0000-0000-7000-8001-000000000007'::uuid, interval '20 minutes', 'This is wonderful. Will you bring it to a meetup?'),
  ('5eed0000-0000-7000-8002-000000000004'::uuid, '00000000-0000-7000-8000-000000000003'::uuid, '5eed0000-0000-7000-8001-000000000007'::uuid, interval '12 minutes', 'Does it pour drinks?'),
  ('5eed0000-0000-7000-8002-000000000005'::uuid, '00000000-0000-7000-8000-000000000004'::uuid, '5eed0000-0000-7000-8001-000000000007'::uuid, interval '8 minutes', 'Not yet. There is a free slot next to the tape drive, though.'),
  ('5eed0000-0000-7000-8002-000000000006'::uuid, '00000000-0000-7000-8000-000000000008'::uuid, '5eed0000-0000-7000-8001-00000000000c'::uuid, interval '1 hour', 'The long night is what we were missing. Thank you.'),
  ('5eed0000-0000-7000-8002-000000000007'::uuid, '00000000-0000-7000-8000-000000000006'::uuid, '5eed0000-0000-7000-8001-000000000010'::uuid, interval '3 hours', 'Midnight food is the most important one. I can help with that.'),
  ('5eed0000-0000-7000-8002-000000000008'::uuid, '00000000-0000-7000-8000-000000000007'::uuid, '5eed0000-0000-7000-8001-00000000001a'::uuid, interval '1 day', 'Two herons in one day is a good omen. Photos?')
) demo (uuid, user_uuid, root_uuid, age, message)
join users on users.uuid = demo.user_uuid
join activities root on root.uuid = demo.root_uuid
on conflict do nothing;

-- name: likes
-- example: now=2026-01-01T00:00:00Z
insert into likes (activity_uuid, user_uuid, created_at)
select activities.uuid, users.uuid, @now - interval '1 minute'
from (values
  ('5eed0000-0000-7000-8001-000000000001'::uuid, array['bayko', 'chris', 'ann', 'romy', 'delenn']),
  ('5eed0000-0000-7000-8001-000000000002'::uuid, array['andrew', 'chris']),
  ('5eed0000-0000-7000-8001-000000000005'::uuid, array['ann', 'londo', 'jawid']),
  ('5eed0000-0000-7000-8001-000000000007'::uuid, array['andrew', 'bayko', 'londo', 'ann', 'romy', 'delenn']),
  ('5eed0000-0000-7000-8001-00000000000c'::uuid, array['delenn', 'ann']),
  ('5eed0000-0000-7000-8001-000000000010'::uuid, array['bayko', 'romy', 'chris']),
  ('5eed0000-0000-7000-8001-000000000012'::uuid, array['andrew', 'bayko']),
  ('5eed0000-0000-7000-8001-000000000017'::uuid, array['ann', 'romy', 'delenn', 'jawid']),
  ('5eed0000-0000-7000-8001-00000000001c'::uuid, array['andrew', 'ann', 'chris', 'londo']),
  ('5eed0000-0000-7000-8001-00000000001f'::uuid, array['londo', 'andrew'])
) demo (activity_uuid, handles)
join activities on activities.uuid = demo.activity_uuid
join users on users.handle = any (demo.handles) and users.uuid between '00000000-0000-7000-8000-000000000000' and '00000000-0000-7000-8000-ffffffffffff'
on conflict do nothing;

-- What their authors are told of likes and replies, as if these had been made in the program.
-- name: notifications
-- example:
with act as (
  select a.user_uuid, 'like' as kind, a.uuid as activity_uuid, l.user_uuid as actor_uuid, l.created_at as acted_at
  from likes l join activities a on a.uuid = l.activity_uuid
  union all
  select root.user_uuid, 'reply', reply.uuid, reply.user_uuid, reply.created_at
  from activities reply join activities root on root.uuid = reply.reply_to_activity_uuid
), topic as (
  select md5(concat_ws(' ', user_uuid, kind, activity_uuid))::uuid as uuid, user_uuid, kind, activity_uuid, actor_uuid, acted_at,
    row_number() over (partition by kind, activity_uuid order by acted_at, actor_uuid)::integer as number
  from act
  where actor_uuid <> user_uuid and activity_uuid between '5eed0000-0000-7000-8001-000000000000' and '5eed0000-0000-7000-8002-ffffffffffff'
), told as (
  insert into notifications (uuid, user_uuid, kind, activity_uuid, created_at, acts)
  select uuid, user_uuid, kind, activity_uuid, max(acted_at), max(number) from topic group by uuid, user_uuid, kind, activity_uuid
)
insert into notification_actors (notification_uuid, actor_uuid, created_at, number)
select uuid, actor_uuid, acted_at, number from topic;

-- name: counters
-- example:
update activities
set replies_count = (select count(*) from activities reply where reply.reply_to_activity_uuid = activities.uuid),
    likes_count = (select count(*) from likes where likes.activity_uuid = activities.uuid)
where uuid between '5eed0000-0000-7000-8001-000000000000' and '5eed0000-0000-7000-8001-ffffffffffff';
