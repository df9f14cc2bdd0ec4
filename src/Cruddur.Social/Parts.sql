-- What every statement about cruds has in common, said once: which columns a card has, and which cruds a viewer may see.
-- Here "a" is the crud and, in lists, the row of the inner select that chose it.

-- Columns of Activity, in its order. Likes and the like are looked up row by row; "exists" would be planned as a hash of
-- all that the viewer ever liked.
-- part: Card
a.uuid, a.user_uuid, a.display_name, a.handle, a.cognito_user_id, a.message, a.replies_count, a.reposts_count, a.likes_count,
  case when @viewer::uuid is not null then
    coalesce((select true from likes l where l.activity_uuid = a.uuid and l.user_uuid = @viewer::uuid), false) end as current_user_has_liked,
  a.reply_to_activity_uuid, a.expires_at, a.created_at,
  case when @viewer::uuid is not null then
    coalesce((select true from reposts r where r.activity_uuid = a.uuid and r.user_uuid = @viewer::uuid), false) end as current_user_has_reposted,
  case when @viewer::uuid is not null then
    coalesce((select true from bookmarks b where b.activity_uuid = a.uuid and b.user_uuid = @viewer::uuid), false) end as current_user_has_bookmarked,
  a.quote_uuid, a.content_warning, a.language, a.edited_at, a.mentions, a.reposted_by_handle, a.reposted_by_display_name, a.reposted_at,
  a.listed_at

-- Everybody whom the viewer blocked, or who blocked them; nobody for a guest. Asked once a statement.
-- part: Blocked
array(
    select blocked_uuid from blocks where blocker_uuid = @viewer::uuid
    union all
    select blocker_uuid from blocks where blocked_uuid = @viewer::uuid
  )

-- Those, and everybody whom the viewer does not want to hear of just now: for feeds and notifications.
-- part: Unheard
array(
    select blocked_uuid from blocks where blocker_uuid = @viewer::uuid
    union all
    select blocker_uuid from blocks where blocked_uuid = @viewer::uuid
    union all
    select muted_uuid from mutes where muter_uuid = @viewer::uuid and (until is null or until > @now::timestamptz)
  )

-- People who are here: not switched off by an operator, and not waiting to be erased.
-- part: Present
users.disabled_at is null and users.delete_at is null

-- Joins the author of "a", and drops the crud of one who is not here. "offset 0" keeps one look-up a row; estimates of a
-- generic plan would hash all people instead.
-- part: Author
cross join lateral (
    select display_name, handle, cognito_user_id from users where users.uuid = a.user_uuid and {Present} offset 0
  ) u

-- Columns of a crud that nobody brought here; a list adds as listed_at by what it is sorted.
-- part: Own
a.*, u.display_name, u.handle, u.cognito_user_id,
    null::text as reposted_by_handle, null::text as reposted_by_display_name, null::timestamptz as reposted_at

-- Begins the inner select of a list: cruds that the viewer may see. Goes on with "and".
-- part: Visible
select {Own}, a.created_at as listed_at
  from activities a {Author}
  where a.expires_at > @now::timestamptz and a.user_uuid <> all ({Blocked})

-- The same for feeds, which also leave out whom the viewer has muted.
-- part: Heard
select {Own}, a.created_at as listed_at
  from activities a {Author}
  where a.expires_at > @now::timestamptz and a.user_uuid <> all ({Unheard})

-- Joins the live crud that a row "r" of likes, reposts or bookmarks is about, and its author.
-- part: Marked
cross join lateral (select * from activities where activities.uuid = r.activity_uuid and expires_at > @now::timestamptz offset 0) a
  {Author}

-- Whether the viewer may see the crud "a": the condition of whoever likes, answers or reposts it.
-- part: Seen
a.expires_at > @now::timestamptz and a.user_uuid <> all ({Blocked})
    and exists (select from users where users.uuid = a.user_uuid and {Present})

-- The handles in the new text that are somebody's whom the viewer may address.
-- part: Mentioned
array(
    select users.handle from users
    where users.handle = any (@mentions::text[]) and {Present} and users.uuid <> all ({Blocked})
    order by users.handle
  )

-- Stores what the text of "crud", a row written just now, is found by.
-- part: Marks
tagged as (
  insert into activity_tags (activity_uuid, tag, shown, created_at)
  select crud.uuid, tags.tag, tags.shown, crud.created_at
  from crud cross join unnest(@tags::text[], @tags_shown::text[]) tags (tag, shown)
  on conflict do nothing
), mentioned as (
  insert into activity_mentions (activity_uuid, user_uuid, created_at)
  select crud.uuid, users.uuid, crud.created_at
  from crud cross join unnest(crud.mentions) mention (handle) join users on users.handle = mention.handle
  on conflict do nothing
)

-- The person called @from, unless the viewer may not see them.
-- part: Writer
(select users.uuid from users where users.handle = @from and {Present} and users.uuid <> all ({Blocked}))

-- A tsquery for the text "word" as it stands, or as the viewer's language, or English, bends it.
-- part: AnyForm
(phraseto_tsquery('pg_catalog.simple', fold_text(word)) || phraseto_tsquery('pg_catalog.english', fold_text(word))
    || phraseto_tsquery(language_words(@language::text), fold_text(word)))
