-- cruddur: phase=expand

-- up
-- What a person is told: one row for each crud and kind of act, or for each day's new followers, however many people acted.
-- The uuid is made of those, so that acts at the same moment meet in one row. created_at is that of the latest act, and acts its
-- number: the latest are looked up by their numbers, so that a crud liked by everybody costs no more than others.
create table notifications (
  uuid uuid primary key,
  user_uuid uuid not null references users on delete cascade,
  kind text not null,
  activity_uuid uuid references activities on delete cascade,
  created_at timestamptz not null,
  acts integer not null default 1,
  read_at timestamptz,
  constraint notifications_kind check (kind in ('follow', 'follow_request', 'like', 'repost', 'quote', 'reply', 'mention')),
  constraint notifications_about check ((activity_uuid is null) = (kind in ('follow', 'follow_request')))
);

create index notifications_newest on notifications (user_uuid, created_at desc, uuid desc);
create index notifications_spoken on notifications (user_uuid, created_at desc, uuid desc) where kind in ('quote', 'reply', 'mention');
create index notifications_unread on notifications (user_uuid, created_at desc) where read_at is null or read_at < created_at;
create index notifications_activity on notifications (activity_uuid, user_uuid);
create index notifications_age on notifications (created_at);

-- Who acted.
create table notification_actors (
  notification_uuid uuid not null references notifications on delete cascade,
  actor_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  number integer not null default 1,
  constraint notification_actors_pkey primary key (notification_uuid, actor_uuid),
  constraint notification_actors_number unique (notification_uuid, number)
);

create index notification_actors_actor on notification_actors (actor_uuid);

-- Of whom a person wants to hear, by kind; without a row of everyone.
create table notification_settings (
  user_uuid uuid not null references users on delete cascade,
  kind text not null,
  from_whom text not null,
  constraint notification_settings_pkey primary key (user_uuid, kind),
  constraint notification_settings_kind check (kind in ('follow', 'like', 'repost', 'quote', 'reply', 'mention')),
  constraint notification_settings_from_whom check (from_whom in ('everyone', 'following', 'nobody'))
);

-- Cruds below which nothing that happens is told to that person.
create table thread_mutes (
  activity_uuid uuid not null references activities on delete cascade,
  user_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint thread_mutes_pkey primary key (activity_uuid, user_uuid)
);

create index thread_mutes_newest on thread_mutes (user_uuid, created_at desc, activity_uuid desc);

-- down
drop table thread_mutes;
drop table notification_settings;
drop table notification_actors;
drop table notifications;

-- verify
select to_regclass('public.notifications') is not null and to_regclass('public.notification_actors') is not null
  and to_regclass('public.notification_settings') is not null and to_regclass('public.thread_mutes') is not null;
