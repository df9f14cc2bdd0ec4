-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists users_words on users using gin (words_of(handle || ' ' || display_name, 'und'));

-- down
drop index concurrently if exists users_words;

-- verify
select exists (select from pg_index where indexrelid = to_regclass('public.users_words') and indisvalid);
