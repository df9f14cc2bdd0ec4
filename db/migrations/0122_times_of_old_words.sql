-- cruddur: phase=backfill

-- total
select count(*) from activity_words where not words @@ quote_literal((time_words(created_at))[1])::tsquery;

-- up
update activity_words set words = words || array_to_tsvector(time_words(created_at))
where activity_uuid in (select activity_uuid from activity_words where not words @@ quote_literal((time_words(created_at))[1])::tsquery limit 5000);

-- down
select 1;

-- verify
select not exists (select from activity_words where not words @@ quote_literal((time_words(created_at))[1])::tsquery);
