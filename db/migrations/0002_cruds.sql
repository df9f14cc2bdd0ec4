-- cruddur: phase=expand

-- up
create table activities (
  uuid uuid primary key,
  user_uuid uuid not null references users on delete cascade,
  message text not null,
  reply_to_activity_uuid uuid references activities on delete cascade,
  replies_count integer not null default 0,
  reposts_count integer not null default 0,
  likes_count integer not null default 0,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  constraint activities_message_length check (
    char_length(message) between 1 and case when reply_to_activity_uuid is null then 280 else 1024 end
  ),
  constraint activities_lifetime check (expires_at > created_at and expires_at <= created_at + interval '30 days'),
  constraint activities_counts check (replies_count >= 0 and reposts_count >= 0 and likes_count >= 0)
);

-- Feeds read cruds, not replies, newest first.
create index activities_feed on activities (created_at desc, uuid desc) where reply_to_activity_uuid is null;
create index activities_author on activities (user_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is null;
create index activities_author_any on activities (user_uuid);
create index activities_replies on activities (reply_to_activity_uuid, created_at desc, uuid desc) where reply_to_activity_uuid is not null;
create index activities_expiry on activities (expires_at);

create table likes (
  activity_uuid uuid not null references activities on delete cascade,
  user_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint likes_pkey primary key (activity_uuid, user_uuid)
);

create index likes_user on likes (user_uuid, activity_uuid);

-- down
drop table likes;
drop table activities;

-- verify
select to_regclass('public.activities') is not null and to_regclass('public.likes') is not null;
