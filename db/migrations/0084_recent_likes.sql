-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists likes_recent on likes (created_at desc, activity_uuid desc);

-- down
drop index concurrently if exists likes_recent;

-- verify
select exists (select from pg_index where indexrelid = to_regclass('public.likes_recent') and indisvalid);
