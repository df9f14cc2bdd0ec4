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

-- The others. Counted from there where most are present: counting the present would look up each of a person's followers.
-- part: Absent
users.disabled_at is not null or users.delete_at is not null

-- Columns of ListedPerson, in its order, of the row "p" of users with what it is sorted by as listed_at.
-- part: Person
p.uuid, p.handle, p.display_name, p.bio, p.approves_followers as locked,
  case when @viewer::uuid is not null then
    coalesce((select true from follows f where f.follower_uuid = @viewer::uuid and f.followed_uuid = p.uuid), false) end as current_user_follows,
  case when @viewer::uuid is not null then
    coalesce((select true from follow_requests f where f.requester_uuid = @viewer::uuid and f.requested_uuid = p.uuid), false) end as current_user_requested,
  case when @viewer::uuid is not null then
    coalesce((select true from follows f where f.follower_uuid = p.uuid and f.followed_uuid = @viewer::uuid), false) end as follows_current_user,
  p.listed_at

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
  returning user_uuid
)

-- Tells people what the viewer has done. Goes after "act (user_uuid, kind, activity_uuid, thread_uuid, acted_at)", the acts that
-- are new: whom they concern, which crud they made or mark, and in whose thread.
-- part: Tell
welcome as (
  select act.user_uuid, act.kind, act.activity_uuid, act.acted_at, {Topic} as uuid from act where {Wanted} and {Unmuted}
), {Told}

-- The same for what is about no crud: the kinds follow and follow_request.
-- part: TellOfPerson
welcome as (
  select act.user_uuid, act.kind, null::uuid as activity_uuid, act.acted_at, {Topic} as uuid from act where {Wanted}
), {Told}

-- Nobody is told of their own acts, nor by whom they blocked or were blocked by, nor of whom and what they do not want to hear.
-- part: Wanted
act.user_uuid <> @viewer and act.user_uuid <> all ({Blocked})
    and coalesce((
      select case s.from_whom when 'everyone' then true when 'following' then
        (select true from follows f where f.follower_uuid = act.user_uuid and f.followed_uuid = @viewer) is not null else false end
      from notification_settings s where s.user_uuid = act.user_uuid and s.kind = act.kind
    ), true)

-- Nor in a thread that they muted; who muted none is not asked about the thread.
-- part: Unmuted
case when (select true from thread_mutes m where m.user_uuid = act.user_uuid limit 1) then (
      select true from thread_mutes m
      where m.user_uuid = act.user_uuid and m.activity_uuid = any (array(
        with recursive above as (
          select act.thread_uuid as uuid
          union all
          select parent.uuid from above cross join lateral (
            select reply_to_activity_uuid as uuid from activities
            where activities.uuid = above.uuid and expires_at > @now::timestamptz offset 0
          ) parent
          where parent.uuid is not null
        )
        select uuid from above
      ))
      limit 1
    ) is null else true end

-- A notification comes up again with each new act; the same person is named once.
-- part: Told
told as (
  insert into notifications (uuid, user_uuid, kind, activity_uuid, created_at)
  select uuid, user_uuid, kind, activity_uuid, acted_at from welcome
  on conflict (uuid) do update set acts = notifications.acts + 1,
    created_at = greatest(excluded.created_at, notifications.created_at + interval '1 microsecond')
  returning uuid, created_at, acts
), named as (
  insert into notification_actors (notification_uuid, actor_uuid, created_at, number)
  select uuid, @viewer, created_at, acts from told
  on conflict do nothing
)

-- Takes that back, after "act (user_uuid, kind, activity_uuid, acted_at, actor_uuid)", the acts that are no more. Ends with
-- "held", whose uuids go to Untold.SettleAsync in the same transaction: only a later statement sees who else is named there.
-- part: Untell
held as (
  select notifications.uuid, act.actor_uuid from act join notifications on notifications.uuid = {Topic} for update of notifications
), unnamed as (
  delete from notification_actors using held
  where notification_actors.notification_uuid = held.uuid and notification_actors.actor_uuid = held.actor_uuid
)

-- Id of the notification that an act belongs to: one for each crud and kind, and for each day of new followers.
-- part: Topic
md5(concat_ws(' ', act.user_uuid, act.kind, coalesce(act.activity_uuid::text, to_char(act.acted_at at time zone 'utc', 'YYYYMMDD'))))::uuid

-- Joins those who acted on "n" and whom the viewer may hear of: the latest ones by name, and how many up to a hundred, among the
-- latest two hundred acts. Each is looked up by its number: asked for a range, the planner now and then reads them all.
-- part: Actors
cross join lateral (
    select max(created_at) as latest_at, count(*)::integer as actors_count, (array_agg(uuid order by number desc))[1] as actor_uuid,
      (array_agg(handle order by number desc))[1:3] as handles, (array_agg(display_name order by number desc))[1:3] as display_names
    from (
      select u.uuid, u.handle, u.display_name, p.created_at, p.number
      from {Latest} p
      cross join lateral (select uuid, handle, display_name from users where users.uuid = p.actor_uuid and {Present} offset 0) u
      where p.actor_uuid <> all ({Unheard})
      limit 100
    ) heard
  ) actors

-- The latest two hundred acts of "n", walked through from the latest on; so a limit takes the latest.
-- part: Latest
generate_series(n.acts, greatest(n.acts - 199, 1), -1) act (number)
      cross join lateral (
        select actor_uuid, created_at, number from notification_actors
        where notification_actors.notification_uuid = n.uuid and notification_actors.number = act.number offset 0
      )

-- Begins a list of notifications about what still lives; goes on with "and".
-- part: Noticed
select n.uuid, n.kind, n.activity_uuid, actors.latest_at as created_at, coalesce(n.read_at >= actors.latest_at, false) as read, actors.actors_count,
  actors.actor_uuid, actors.handles, actors.display_names, n.created_at as listed_at
from notifications n
{Actors}
where n.user_uuid = @viewer and n.created_at > @now::timestamptz - interval '30 days' and actors.actors_count > 0
  and (n.activity_uuid is null or (select true from activities where activities.uuid = n.activity_uuid and expires_at > @now::timestamptz))

-- The person called @from, unless the viewer may not see them.
-- part: Writer
(select users.uuid from users where users.handle = @from and {Present} and users.uuid <> all ({Blocked}))

-- A tsquery for the text "word" as it stands, or as the viewer's language, or English, bends it.
-- part: AnyForm
coalesce((
    select string_agg('(' || form || ')', ' | ' order by form) from (
      select distinct phraseto_tsquery(config, fold_text(word))::text as form
      from unnest(array['pg_catalog.simple', 'pg_catalog.english', language_words(@language::text)]::regconfig[]) config
    ) forms where form <> ''
  ), '')::tsquery
