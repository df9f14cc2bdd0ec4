-- cruddur: phase=expand transaction=off

-- up
-- With the end of each crud as the last column, what has ended is skipped in the index, and its row is not fetched: lists stay
-- as fast as they were while a million ended cruds wait to be erased. The new indexes take the names of the old ones.
create index concurrently if not exists activities_feed_next on activities (created_at desc, uuid desc, expires_at) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_next on activities (user_uuid, created_at desc, uuid desc, expires_at) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_replies_next on activities (user_uuid, created_at desc, uuid desc, expires_at) where reply_to_activity_uuid is not null;
drop index concurrently if exists activities_feed;
alter index activities_feed_next rename to activities_feed;
drop index concurrently if exists activities_author;
alter index activities_author_next rename to activities_author;
drop index concurrently if exists activities_author_replies;
alter index activities_author_replies_next rename to activities_author_replies;

-- down
create index concurrently if not exists activities_feed_next on activities (created_at desc, uuid desc) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_next on activities (user_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is null;
create index concurrently if not exists activities_author_replies_next on activities (user_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is not null;
drop index concurrently if exists activities_feed;
alter index activities_feed_next rename to activities_feed;
drop index concurrently if exists activities_author;
alter index activities_author_next rename to activities_author;
drop index concurrently if exists activities_author_replies;
alter index activities_author_replies_next rename to activities_author_replies;

-- verify
select count(*) = 3 from pg_index i where indisvalid and pg_get_indexdef(indexrelid) like '%uuid DESC, expires_at)%'
  and indexrelid in (to_regclass('public.activities_feed'), to_regclass('public.activities_author'), to_regclass('public.activities_author_replies'));
