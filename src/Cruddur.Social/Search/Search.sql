-- What is typed becomes a tsquery here, by the functions that also make what is looked up. What folds to nothing asks for nothing.
-- Of the last word the beginning is enough, from two letters on: one letter begins too much. wanted: all that must be there.
-- marked: any word of it.
-- name: Read
-- example: words={cloud} last=cam phrases={} without={} language=en
with asked as (
  select true as is_wanted, {AnyForm}::text as query from unnest(@words::text[]) word
  union all
  select true, phraseto_tsquery('pg_catalog.simple', fold_text(phrase))::text from unnest(@phrases::text[]) phrase
  union all
  select true, ({AnyForm} || case when char_length(fold_text(word)) > 1 then to_tsquery('pg_catalog.simple', replace(fold_text(word), ' ', ' <-> ') || ':*') else '' end)::text
  from (select @last::text as word) last where fold_text(word) <> ''
  union all
  select false, {AnyForm}::text from unnest(@without::text[]) word
)
select
  coalesce(string_agg('(' || query || ')', ' & ') filter (where is_wanted), '') as wanted,
  coalesce(string_agg('!(' || query || ')', ' & ') filter (where not is_wanted), '') as unwanted,
  coalesce(string_agg(replace(query, '<->', '|'), ' | ') filter (where is_wanted), '') as marked
from asked where query <> '';

-- Among so many of the newest, whatever they say; for words that many use. Without a query all of them.
-- name: Newest
-- example: query=viewer|another|reply depth=1000 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z since=-infinity before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=100
select a.uuid, r.created_at, coalesce(ts_rank(r.words, @query::tsquery), 0)::double precision as rank
from (
  select activity_uuid, created_at, words from activity_words
  where (created_at, activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid) and created_at >= @since::timestamptz
  order by created_at desc, activity_uuid desc
  limit @depth::integer
) r {Marked}
where (@query::text is null or r.words @@ @query::tsquery) and a.user_uuid <> all ({Blocked})
order by r.created_at desc, r.activity_uuid desc
limit @limit::integer;

-- By the index of words; for words that few use in the hours or days that "among" names besides them, or ever. "offset 0" keeps
-- PostgreSQL from going through the newest instead.
-- name: Indexed
-- example: among=(viewer|another|reply)&('@d20454'|'@d20453') query=viewer|another|reply viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z since=-infinity before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=100
select a.uuid, r.created_at, ts_rank(r.words, @query::tsquery)::double precision as rank
from (
  select * from (select activity_uuid, created_at, words from activity_words where words @@ @among::tsquery offset 0) found
  where (created_at, activity_uuid) < (@before_at::timestamptz, @before_uuid::uuid) and created_at >= @since::timestamptz
  order by created_at desc, activity_uuid desc
  offset 0
) r {Marked}
where a.user_uuid <> all ({Blocked})
order by r.created_at desc, r.activity_uuid desc
limit @limit::integer;

-- Among the newest of one person.
-- name: From
-- example: from=bayko query=viewer|another|reply depth=1000 viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z since=-infinity before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=100
select a.uuid, a.created_at, coalesce(ts_rank(w.words, @query::tsquery), 0)::double precision as rank
from (
  (
    select uuid, created_at from activities
    where user_uuid = {Writer} and reply_to_activity_uuid is null
      and expires_at > @now::timestamptz and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid) and created_at >= @since::timestamptz
    order by created_at desc, uuid desc
  )
  union all
  (
    select uuid, created_at from activities
    where user_uuid = {Writer} and reply_to_activity_uuid is not null
      and expires_at > @now::timestamptz and (created_at, uuid) < (@before_at::timestamptz, @before_uuid::uuid) and created_at >= @since::timestamptz
    order by created_at desc, uuid desc
  )
  order by created_at desc, uuid desc
  limit @depth::integer
) a
cross join lateral (select words from activity_words where activity_words.activity_uuid = a.uuid offset 0) w
where @query::text is null or w.words @@ @query::tsquery
order by a.created_at desc, a.uuid desc
limit @limit::integer;

-- Which words of a text were found.
-- name: Marked
-- example: words={clouds,rain} languages={en,en} query=cloud
select distinct word from unnest(@words::text[], @languages::text[]) spoken (word, language) where words_of(word, language) @@ @query::tsquery;

-- Who is called so: the very handle first, then those that begin so, then names; of equals those who are followed most.
-- name: People
-- example: handle=ba names=ba:* viewer=00000000-0000-7000-8000-000000000001 tier=0 fame=2147483647 after= limit=20
select p.handle, p.display_name, p.bio, (select count(*)::integer from follows where followed_uuid = p.uuid) as followers_count,
  case when @viewer::uuid is not null then
    coalesce((select true from follows where follower_uuid = @viewer::uuid and followed_uuid = p.uuid), false) end as current_user_follows,
  p.tier, p.fame
from (
  select found.*, case when handle = @handle then 0 when starts_with(handle, @handle) then 1 else 2 end as tier,
    (select count(*)::integer from (select from follows where followed_uuid = found.uuid limit 1000) few) as fame
  from (
    (
      select uuid, handle, display_name, bio from users
      where users.handle ~>=~ @handle and users.handle ~<~ (@handle || '~') and {Present} and users.uuid <> all ({Blocked})
      order by users.handle using ~<~
      limit 500
    )
    union
    (
      select uuid, handle, display_name, bio from users
      where words_of(users.handle || ' ' || users.display_name, 'und') @@ @names::tsquery and {Present} and users.uuid <> all ({Blocked})
      limit 500
    )
  ) found
) p
where (p.tier, -p.fame, p.handle collate "C") > (@tier::integer, -@fame::integer, @after)
order by p.tier, p.fame desc, p.handle collate "C"
limit @limit::integer;

-- The beginning of each word of a name.
-- name: Names
-- example: words={andrew,br}
select coalesce(string_agg(to_tsquery('pg_catalog.simple', replace(fold_text(word), ' ', ' <-> ') || ':*')::text, ' & '), '') as names
from unnest(@words::text[]) word where fold_text(word) <> '';

-- From one tag to the next that somebody visible uses, whatever lies between.
-- name: Tags
-- example: prefix=cl after= viewer=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z limit=20
with recursive found (tag, number) as (
  select * from (
    select r.tag, 1 from activity_tags r {Marked}
    where r.tag ~>=~ @prefix and r.tag ~>~ @after and r.tag ~<~ (@prefix || chr(1114111)) and a.user_uuid <> all ({Blocked})
    order by r.tag using ~<~
    limit 1
  ) first
  union all
  select next.tag, found.number + 1
  from found cross join lateral (
    select r.tag from activity_tags r {Marked}
    where r.tag ~>~ found.tag and r.tag ~<~ (@prefix || chr(1114111)) and a.user_uuid <> all ({Blocked})
    order by r.tag using ~<~
    limit 1
  ) next
  where found.number < @limit::integer
)
select found.tag, coalesce((select r.shown from activity_tags r where r.tag = found.tag order by r.created_at desc, r.activity_uuid desc limit 1), '') as shown,
  (select count(*)::integer from (select from activity_tags r {Marked} where r.tag = found.tag and a.user_uuid <> all ({Blocked}) limit 100) live) as cruds_count
from found
order by found.number;
