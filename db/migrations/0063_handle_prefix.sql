-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists users_handle_prefix on users (handle text_pattern_ops);

-- down
drop index concurrently if exists users_handle_prefix;

-- verify
select exists (select from pg_index where indexrelid = to_regclass('public.users_handle_prefix') and indisvalid);
