-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists users_delete_at on users (delete_at) where delete_at is not null;
alter table platform.sessions validate constraint sessions_scope;

-- down
drop index concurrently users_delete_at;

-- verify
select count(*) = 1 from pg_index where indexrelid = to_regclass('public.users_delete_at') and indisvalid
  and exists (select from pg_constraint where conname = 'sessions_scope' and convalidated);
