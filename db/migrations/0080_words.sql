-- cruddur: phase=expand

-- up
-- How words are compared: without case and accents, apart from punctuation. Built in, so that no extension needs to be
-- allowed. Scripts that put no spaces between words have each letter as a word.
create function fold_text(message text) returns text language sql immutable strict parallel safe as $$
  select trim(regexp_replace(regexp_replace(
    translate(replace(replace(replace(replace(regexp_replace(lower(normalize(message, NFKD)), '[\u0300-\u036f]', '', 'g'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'øđðłħıς', 'oddlhiσ'),
    '([\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g'),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u303f\ufe00-\ufe0f\uff5f-\uff65]+', ' ', 'g'))
$$;

-- The configuration that knows a BCP 47 tag's language; who does not say writes English. Constants, and nothing that keeps
-- the planner from putting these functions in line, make them four times as fast.
create function language_words(language text) returns regconfig language sql immutable parallel safe as $$
  select case split_part(coalesce(language, 'en'), '-', 1)
    when 'en' then regconfig 'pg_catalog.english' when 'ar' then regconfig 'pg_catalog.arabic' when 'ca' then regconfig 'pg_catalog.catalan'
    when 'da' then regconfig 'pg_catalog.danish' when 'de' then regconfig 'pg_catalog.german' when 'el' then regconfig 'pg_catalog.greek'
    when 'es' then regconfig 'pg_catalog.spanish' when 'eu' then regconfig 'pg_catalog.basque' when 'fi' then regconfig 'pg_catalog.finnish'
    when 'fr' then regconfig 'pg_catalog.french' when 'ga' then regconfig 'pg_catalog.irish' when 'hi' then regconfig 'pg_catalog.hindi'
    when 'hu' then regconfig 'pg_catalog.hungarian' when 'hy' then regconfig 'pg_catalog.armenian' when 'id' then regconfig 'pg_catalog.indonesian'
    when 'it' then regconfig 'pg_catalog.italian' when 'lt' then regconfig 'pg_catalog.lithuanian' when 'ne' then regconfig 'pg_catalog.nepali'
    when 'nl' then regconfig 'pg_catalog.dutch' when 'no' then regconfig 'pg_catalog.norwegian' when 'nb' then regconfig 'pg_catalog.norwegian'
    when 'nn' then regconfig 'pg_catalog.norwegian' when 'pt' then regconfig 'pg_catalog.portuguese' when 'ro' then regconfig 'pg_catalog.romanian'
    when 'ru' then regconfig 'pg_catalog.russian' when 'sr' then regconfig 'pg_catalog.serbian' when 'sv' then regconfig 'pg_catalog.swedish'
    when 'ta' then regconfig 'pg_catalog.tamil' when 'tr' then regconfig 'pg_catalog.turkish' when 'yi' then regconfig 'pg_catalog.yiddish'
    else regconfig 'pg_catalog.simple' end
$$;

-- Every word as it stands, with its place for phrases, and the stem that its language gives it.
create function words_of(message text, language text) returns tsvector language plpgsql immutable parallel safe as $$
declare
  folded constant text := public.fold_text(message);
begin
  return to_tsvector('pg_catalog.simple', folded) || strip(to_tsvector(public.language_words(language), folded));
end
$$;

-- By which words a crud is found. Apart from the crud, whose row changes with every like.
create table activity_words (
  activity_uuid uuid not null references activities on delete cascade,
  created_at timestamptz not null,
  words tsvector not null,
  constraint activity_words_pkey primary key (activity_uuid)
);

create index activity_words_newest on activity_words (created_at desc, activity_uuid desc);
create index activity_words_words on activity_words using gin (words);

-- By a trigger, because programs of the version before go on writing cruds while this one is rolled out.
create function keep_words() returns trigger language plpgsql as $$
begin
  insert into public.activity_words (activity_uuid, created_at, words)
  values (new.uuid, new.created_at, public.words_of(new.message, new.language))
  on conflict (activity_uuid) do update set words = excluded.words;
  return null;
end
$$;

create trigger keep_words after insert or update of message, language on activities for each row execute function keep_words();

-- down
drop trigger keep_words on activities;
drop function keep_words();
drop table activity_words;
drop function words_of(text, text);
drop function language_words(text);
drop function fold_text(text);

-- verify
select to_regclass('public.activity_words') is not null
  and exists (select from pg_trigger where tgname = 'keep_words' and tgrelid = 'public.activities'::regclass);
