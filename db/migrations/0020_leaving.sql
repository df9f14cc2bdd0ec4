-- cruddur: phase=expand

-- up
-- Whoever asks for their account to be erased has seven days to change their mind. Meanwhile nobody sees what is theirs: the
-- time of their cruds, and of what answers them, is taken away and kept here; their likes and follows are kept here whole. A
-- crud of one who leaves that answers another who leaves as well has a row for each, and comes back with the last of them.
create table set_aside (
  activity_uuid uuid not null references activities on delete cascade,
  user_uuid uuid not null references users on delete cascade,
  expires_at timestamptz not null,
  constraint set_aside_pkey primary key (activity_uuid, user_uuid)
);

create index set_aside_user on set_aside (user_uuid);
create index set_aside_expiry on set_aside (expires_at);

create table set_aside_likes (
  user_uuid uuid not null references users on delete cascade,
  activity_uuid uuid not null references activities on delete cascade,
  created_at timestamptz not null,
  constraint set_aside_likes_pkey primary key (user_uuid, activity_uuid)
);

create index set_aside_likes_activity on set_aside_likes (activity_uuid);

create table set_aside_follows (
  user_uuid uuid not null references users on delete cascade,
  follower_uuid uuid not null references users on delete cascade,
  followed_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint set_aside_follows_pkey primary key (user_uuid, follower_uuid, followed_uuid)
);

create index set_aside_follows_follower on set_aside_follows (follower_uuid);
create index set_aside_follows_followed on set_aside_follows (followed_uuid);

-- down
drop table set_aside_follows;
drop table set_aside_likes;
drop table set_aside;

-- verify
select to_regclass('public.set_aside') is not null and to_regclass('public.set_aside_likes') is not null
  and to_regclass('public.set_aside_follows') is not null;
