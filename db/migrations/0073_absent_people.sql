-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists users_absent on users (uuid) where disabled_at is not null or delete_at is not null;

-- down
drop index concurrently if exists users_absent;

-- verify
select indisvalid from pg_index where indexrelid = to_regclass('public.users_absent');
