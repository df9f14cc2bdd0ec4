-- cruddur: phase=expand

-- up
create table users (
  uuid uuid primary key,
  handle text not null,
  display_name text not null,
  email text not null,
  bio text not null default '',
  cognito_user_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint users_handle_key unique (handle),
  constraint users_cognito_user_id_key unique (cognito_user_id),
  constraint users_handle_form check (handle ~ '^[a-z0-9_]{3,20}$'),
  constraint users_display_name_length check (char_length(display_name) between 1 and 50),
  constraint users_bio_length check (char_length(bio) <= 160)
);

create unique index users_email_key on users (lower(email));

create table follows (
  follower_uuid uuid not null references users on delete cascade,
  followed_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint follows_pkey primary key (follower_uuid, followed_uuid),
  constraint follows_not_self check (follower_uuid <> followed_uuid)
);

create index follows_followed on follows (followed_uuid, follower_uuid);

-- down
drop table follows;
drop table users;

-- verify
select to_regclass('public.users') is not null and to_regclass('public.follows') is not null;
