-- cruddur: phase=expand transaction=off

-- up
-- With the end of each crud as the last column, what has ended is skipped in the index, and its row is not fetched: lists stay
-- as fast as they were while a million ended cruds wait to be erased.
create index concurrently if not exists activities_newest on activities (created_at desc, uuid desc, expires_at) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_newest on activities (user_uuid, created_at desc, uuid desc, expires_at) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_answers on activities (user_uuid, created_at desc, uuid desc, expires_at) where reply_to_activity_uuid is not null;
drop index concurrently if exists activities_feed;
drop index concurrently if exists activities_author;
drop index concurrently if exists activities_author_replies;

-- down
create index concurrently if not exists activities_feed on activities (created_at desc, uuid desc) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author on activities (user_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_replies on activities (user_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is not null;
drop index concurrently if exists activities_author_answers;
drop index concurrently if exists activities_author_newest;
drop index concurrently if exists activities_newest;

-- verify
select count(*) = 3 from pg_index where indisvalid
  and indexrelid in (to_regclass('public.activities_newest'), to_regclass('public.activities_author_newest'), to_regclass('public.activities_author_answers'))
  and to_regclass('public.activities_feed') is null and to_regclass('public.activities_author') is null and to_regclass('public.activities_author_replies') is null;
