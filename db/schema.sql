-- What the migrations make of an empty database. Written by 'cruddur db dump'; a test compares it with them.

create schema platform;

create table platform.attempts (
  bucket text not null,
  window_start timestamp with time zone not null,
  count integer not null,
  expires_at timestamp with time zone not null,
  constraint attempts_pkey PRIMARY KEY (bucket, window_start)
);

create table platform.backups (
  uuid uuid not null,
  taken_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  place text not null,
  sha256 text not null,
  size_bytes bigint not null,
  schema_version text not null,
  by text not null,
  host text not null,
  constraint backups_pkey PRIMARY KEY (uuid)
);

create table platform.credentials (
  user_uuid uuid not null,
  password_hash text not null,
  changed_at timestamp with time zone not null,
  constraint credentials_pkey PRIMARY KEY (user_uuid)
);

create table platform.idempotency_keys (
  caller_uuid uuid not null,
  key text not null,
  request_sha256 bytea not null,
  result_uuid uuid not null,
  expires_at timestamp with time zone not null,
  constraint idempotency_keys_key_length CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255))),
  constraint idempotency_keys_pkey PRIMARY KEY (caller_uuid, key)
);

create table platform.migrations (
  version bigint not null,
  name text not null,
  sha256 text not null,
  phase text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  duration_ms integer,
  app_version text not null,
  by text not null,
  host text not null,
  result text not null,
  constraint migrations_pkey PRIMARY KEY (version),
  constraint migrations_result CHECK ((result = ANY (ARRAY['running'::text, 'done'::text])))
);

create table platform.operator_actions (
  uuid uuid not null,
  happened_at timestamp with time zone not null,
  verb text not null,
  subject text not null,
  detail text not null,
  by text not null,
  host text not null,
  constraint operator_actions_pkey PRIMARY KEY (uuid)
);

create table platform.protection_keys (
  name text not null,
  xml text not null,
  created_at timestamp with time zone default now() not null,
  constraint protection_keys_pkey PRIMARY KEY (name)
);

create table platform.sessions (
  uuid uuid not null,
  token_sha256 bytea not null,
  user_uuid uuid not null,
  kind text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint sessions_kind CHECK ((kind = ANY (ARRAY['cookie'::text, 'bearer'::text]))),
  constraint sessions_pkey PRIMARY KEY (uuid),
  constraint sessions_token_key UNIQUE (token_sha256),
  constraint sessions_token_length CHECK ((octet_length(token_sha256) = 32))
);

create table public.activities (
  uuid uuid not null,
  user_uuid uuid not null,
  message text not null,
  reply_to_activity_uuid uuid,
  replies_count integer default 0 not null,
  reposts_count integer default 0 not null,
  likes_count integer default 0 not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint activities_counts CHECK (((replies_count >= 0) AND (reposts_count >= 0) AND (likes_count >= 0))),
  constraint activities_lifetime CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '30 days'::interval)))),
  constraint activities_message_length CHECK (((char_length(message) >= 1) AND (char_length(message) <=
CASE
    WHEN (reply_to_activity_uuid IS NULL) THEN 280
    ELSE 1024
END))),
  constraint activities_pkey PRIMARY KEY (uuid)
);

create table public.follows (
  follower_uuid uuid not null,
  followed_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint follows_not_self CHECK ((follower_uuid <> followed_uuid)),
  constraint follows_pkey PRIMARY KEY (follower_uuid, followed_uuid)
);

create table public.likes (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint likes_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.users (
  uuid uuid not null,
  handle text not null,
  display_name text not null,
  email text not null,
  bio text default ''::text not null,
  cognito_user_id text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint users_bio_length CHECK ((char_length(bio) <= 160)),
  constraint users_cognito_user_id_key UNIQUE (cognito_user_id),
  constraint users_display_name_length CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 50))),
  constraint users_handle_form CHECK ((handle ~ '^[a-z0-9_]{3,20}$'::text)),
  constraint users_handle_key UNIQUE (handle),
  constraint users_pkey PRIMARY KEY (uuid)
);

CREATE INDEX attempts_expiry ON platform.attempts USING btree (expires_at);

CREATE INDEX backups_verified ON platform.backups USING btree (taken_at DESC) WHERE (verified_at IS NOT NULL);

CREATE INDEX idempotency_keys_expiry ON platform.idempotency_keys USING btree (expires_at);

CREATE INDEX operator_actions_happened ON platform.operator_actions USING btree (happened_at DESC);

CREATE INDEX sessions_expiry ON platform.sessions USING btree (expires_at);

CREATE INDEX sessions_user ON platform.sessions USING btree (user_uuid);

CREATE INDEX activities_author ON public.activities USING btree (user_uuid, created_at DESC, uuid DESC) WHERE (reply_to_activity_uuid IS NULL);

CREATE INDEX activities_author_any ON public.activities USING btree (user_uuid);

CREATE INDEX activities_expiry ON public.activities USING btree (expires_at);

CREATE INDEX activities_feed ON public.activities USING btree (created_at DESC, uuid DESC) WHERE (reply_to_activity_uuid IS NULL);

CREATE INDEX activities_replies ON public.activities USING btree (reply_to_activity_uuid, created_at DESC, uuid DESC) WHERE (reply_to_activity_uuid IS NOT NULL);

CREATE INDEX follows_followed ON public.follows USING btree (followed_uuid, follower_uuid);

CREATE INDEX likes_user ON public.likes USING btree (user_uuid, activity_uuid);

CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email));

alter table platform.credentials add constraint credentials_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.idempotency_keys add constraint idempotency_keys_caller_uuid_fkey FOREIGN KEY (caller_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.sessions add constraint sessions_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.activities add constraint activities_reply_to_activity_uuid_fkey FOREIGN KEY (reply_to_activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.activities add constraint activities_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.follows add constraint follows_followed_uuid_fkey FOREIGN KEY (followed_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.follows add constraint follows_follower_uuid_fkey FOREIGN KEY (follower_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.likes add constraint likes_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.likes add constraint likes_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

-- applied: 0001_people 0002_cruds 0003_platform 0004_operations
