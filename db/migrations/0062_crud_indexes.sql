-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists activities_author_replies on activities (user_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is not null;
create index concurrently if not exists likes_newest on likes (user_uuid, created_at desc, activity_uuid desc);
alter table activities validate constraint activities_lifetime;
alter table activities validate constraint activities_content_warning;
alter table activities validate constraint activities_language;

-- down
drop index concurrently if exists likes_newest;
drop index concurrently if exists activities_author_replies;

-- verify
select count(*) = 2 from pg_index where indexrelid in (to_regclass('public.activities_author_replies'), to_regclass('public.likes_newest')) and indisvalid
  and exists (select from pg_constraint where conname = 'activities_lifetime' and convalidated);
