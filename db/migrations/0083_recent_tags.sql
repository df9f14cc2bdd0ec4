-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists activity_tags_recent on activity_tags (created_at desc, activity_uuid desc);
create index concurrently if not exists activity_tags_prefix on activity_tags (tag text_pattern_ops, activity_uuid);

-- down
drop index concurrently if exists activity_tags_prefix;
drop index concurrently if exists activity_tags_recent;

-- verify
select count(*) = 2 from pg_index where indexrelid in (to_regclass('public.activity_tags_recent'), to_regclass('public.activity_tags_prefix')) and indisvalid;
