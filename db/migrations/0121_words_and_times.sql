-- cruddur: phase=expand

-- up
-- Words for the day, the quarter of the day and the hour, in UTC, of a moment: @d20454, @q81816 and @h490896 are the first of
-- 2026. No text has such words, since folding takes the sign away. With them the index of words finds what was said lately, without fetching all that ever said so.
create function time_words(at timestamptz) returns text[] language sql stable strict parallel safe as $$
  select array['@d' || floor(date_part('epoch', at) / 86400)::bigint, '@q' || floor(date_part('epoch', at) / 21600)::bigint,
    '@h' || floor(date_part('epoch', at) / 3600)::bigint]
$$;

-- All that a crud is found by.
create function crud_words(message text, language text, at timestamptz) returns tsvector language sql stable parallel safe as $$
  select public.words_of(message, language) || array_to_tsvector(public.time_words(at))
$$;

create or replace function keep_words() returns trigger language plpgsql as $$
begin
  insert into public.activity_words (activity_uuid, created_at, words)
  values (new.uuid, new.created_at, public.crud_words(new.message, new.language, new.created_at))
  on conflict (activity_uuid) do update set words = excluded.words;
  return null;
end
$$;

-- down
create or replace function keep_words() returns trigger language plpgsql as $$
begin
  insert into public.activity_words (activity_uuid, created_at, words)
  values (new.uuid, new.created_at, public.words_of(new.message, new.language))
  on conflict (activity_uuid) do update set words = excluded.words;
  return null;
end
$$;
drop function crud_words(text, text, timestamptz);
drop function time_words(timestamptz);

-- verify
select to_regprocedure('public.crud_words(text, text, timestamptz)') is not null;
