-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists follows_newest_followers on follows (followed_uuid, created_at desc, follower_uuid desc);
create index concurrently if not exists follows_newest_followed on follows (follower_uuid, created_at desc, followed_uuid desc);

-- down
drop index concurrently if exists follows_newest_followed;
drop index concurrently if exists follows_newest_followers;

-- verify
select count(*) = 2 from pg_index where indexrelid in (to_regclass('public.follows_newest_followers'), to_regclass('public.follows_newest_followed')) and indisvalid;
