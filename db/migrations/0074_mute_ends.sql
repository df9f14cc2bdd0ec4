-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists mutes_until on mutes (until) where until is not null;

-- down
drop index concurrently if exists mutes_until;

-- verify
select indisvalid from pg_index where indexrelid = to_regclass('public.mutes_until');
