-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists users_newest on users (created_at desc, uuid desc);

-- down
drop index concurrently if exists users_newest;

-- verify
select indisvalid from pg_index where indexrelid = to_regclass('public.users_newest');
