-- cruddur: phase=backfill

-- total
select count(*) from activities a where not exists (select from activity_words where activity_uuid = a.uuid);

-- up
insert into activity_words (activity_uuid, created_at, words)
select uuid, created_at, words_of(message, language)
from activities a where not exists (select from activity_words where activity_uuid = a.uuid) limit 5000
on conflict do nothing;

-- down
select 1;

-- verify
select not exists (select from activities a where not exists (select from activity_words where activity_uuid = a.uuid));
