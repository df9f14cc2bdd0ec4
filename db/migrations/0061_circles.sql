-- cruddur: phase=expand

-- up
-- Neither of the two sees the other's cruds.
create table blocks (
  blocker_uuid uuid not null references users on delete cascade,
  blocked_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint blocks_pkey primary key (blocker_uuid, blocked_uuid),
  constraint blocks_not_self check (blocker_uuid <> blocked_uuid)
);

create index blocks_blocked on blocks (blocked_uuid, blocker_uuid);

-- Who mutes hears nothing of the other in feeds and notifications, for good or until then.
create table mutes (
  muter_uuid uuid not null references users on delete cascade,
  muted_uuid uuid not null references users on delete cascade,
  until timestamptz,
  created_at timestamptz not null,
  constraint mutes_pkey primary key (muter_uuid, muted_uuid),
  constraint mutes_not_self check (muter_uuid <> muted_uuid)
);

create index mutes_muted on mutes (muted_uuid);

create table reposts (
  activity_uuid uuid not null references activities on delete cascade,
  user_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint reposts_pkey primary key (activity_uuid, user_uuid)
);

create index reposts_newest on reposts (user_uuid, created_at desc, activity_uuid desc);

create table bookmarks (
  activity_uuid uuid not null references activities on delete cascade,
  user_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint bookmarks_pkey primary key (activity_uuid, user_uuid)
);

create index bookmarks_newest on bookmarks (user_uuid, created_at desc, activity_uuid desc);

-- The one crud that a person keeps on top of their page.
create table pins (
  user_uuid uuid primary key references users on delete cascade,
  activity_uuid uuid not null references activities on delete cascade,
  created_at timestamptz not null
);

create index pins_activity on pins (activity_uuid);

-- What a crud said before it was edited.
create table edits (
  activity_uuid uuid not null references activities on delete cascade,
  message text not null,
  content_warning text,
  written_at timestamptz not null,
  constraint edits_pkey primary key (activity_uuid, written_at)
);

-- When a deleted crud and its replies would have ended; for a few seconds the author may have them back.
create table deletions (
  activity_uuid uuid primary key references activities on delete cascade,
  root_uuid uuid not null references activities on delete cascade,
  expires_at timestamptz not null,
  until timestamptz not null
);

create index deletions_root on deletions (root_uuid);

-- tag: folded, so that it is found however it was written.
create table activity_tags (
  activity_uuid uuid not null references activities on delete cascade,
  tag text not null,
  shown text not null,
  created_at timestamptz not null,
  constraint activity_tags_pkey primary key (activity_uuid, tag),
  constraint activity_tags_length check (char_length(tag) between 1 and 100)
);

create index activity_tags_newest on activity_tags (tag, created_at desc, activity_uuid desc);

create table activity_mentions (
  activity_uuid uuid not null references activities on delete cascade,
  user_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint activity_mentions_pkey primary key (activity_uuid, user_uuid)
);

create index activity_mentions_newest on activity_mentions (user_uuid, created_at desc, activity_uuid desc);

-- down
drop table activity_mentions;
drop table activity_tags;
drop table deletions;
drop table edits;
drop table pins;
drop table bookmarks;
drop table reposts;
drop table mutes;
drop table blocks;

-- verify
select to_regclass('public.blocks') is not null and to_regclass('public.activity_mentions') is not null;
