-- cruddur: phase=expand

-- up
-- The schema itself is made by the migration history, which lives in it.
create table platform.credentials (
  user_uuid uuid primary key references users on delete cascade,
  password_hash text not null,
  changed_at timestamptz not null
);

create table platform.sessions (
  uuid uuid primary key,
  token_sha256 bytea not null,
  user_uuid uuid not null references users on delete cascade,
  kind text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions_token_key unique (token_sha256),
  constraint sessions_token_length check (octet_length(token_sha256) = 32),
  constraint sessions_kind check (kind in ('cookie', 'bearer'))
);

create index sessions_user on platform.sessions (user_uuid);
create index sessions_expiry on platform.sessions (expires_at);

-- A repeated write finds what its first try made. The text of the request is not kept, only its hash.
create table platform.idempotency_keys (
  caller_uuid uuid not null references users on delete cascade,
  key text not null,
  request_sha256 bytea not null,
  result_uuid uuid not null,
  expires_at timestamptz not null,
  constraint idempotency_keys_pkey primary key (caller_uuid, key),
  constraint idempotency_keys_key_length check (char_length(key) between 1 and 255)
);

create index idempotency_keys_expiry on platform.idempotency_keys (expires_at);

-- Counters of the rate limits that must hold across instances and restarts.
create table platform.attempts (
  bucket text not null,
  window_start timestamptz not null,
  count integer not null,
  expires_at timestamptz not null,
  constraint attempts_pkey primary key (bucket, window_start)
);

create index attempts_expiry on platform.attempts (expires_at);

-- Keys that protect form tokens, shared by every instance.
create table platform.protection_keys (
  name text primary key,
  xml text not null,
  created_at timestamptz not null default now()
);

-- down
drop table platform.protection_keys;
drop table platform.attempts;
drop table platform.idempotency_keys;
drop table platform.sessions;
drop table platform.credentials;

-- verify
select to_regclass('platform.sessions') is not null and to_regclass('platform.credentials') is not null;
