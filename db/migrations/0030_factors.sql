-- cruddur: phase=expand

-- up
-- The key is encrypted with the keys of platform.protection_keys, for its person alone; last_step is the 30 seconds of the last
-- code that was taken, so that none is taken twice.
create table platform.authenticators (
  user_uuid uuid not null references users on delete cascade,
  key text not null,
  last_step bigint not null,
  created_at timestamptz not null,
  constraint authenticators_pkey primary key (user_uuid)
);

-- 80 random bits each, so a plain hash cannot be tried out.
create table platform.recovery_codes (
  user_uuid uuid not null references users on delete cascade,
  code_sha256 bytea not null,
  constraint recovery_codes_pkey primary key (user_uuid, code_sha256),
  constraint recovery_codes_hash check (octet_length(code_sha256) = 32)
);

create table platform.passkeys (
  uuid uuid not null,
  user_uuid uuid not null references users on delete cascade,
  credential_id bytea not null,
  public_key bytea not null,
  name text not null,
  sign_count bigint not null,
  transports text[] not null,
  is_backup_eligible boolean not null,
  is_backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  constraint passkeys_pkey primary key (uuid),
  constraint passkeys_credential_key unique (credential_id),
  constraint passkeys_credential check (octet_length(credential_id) between 1 and 1023),
  constraint passkeys_name check (char_length(name) between 1 and 50)
);

create index passkeys_user on platform.passkeys (user_uuid, created_at, uuid);

-- A sign-in or a passkey's ceremony that was begun and not ended. Whoever has the token may go on, once and soon.
create table platform.challenges (
  token_sha256 bytea not null,
  purpose text not null,
  user_uuid uuid references users on delete cascade,
  state text not null,
  tries integer not null default 0,
  expires_at timestamptz not null,
  constraint challenges_pkey primary key (token_sha256),
  constraint challenges_hash check (octet_length(token_sha256) = 32),
  constraint challenges_purpose check (purpose in ('second-factor', 'passkey-signin', 'passkey-confirm', 'passkey-register'))
);

create index challenges_user on platform.challenges (user_uuid);
create index challenges_expiry on platform.challenges (expires_at);

-- down
drop table platform.challenges;
drop table platform.passkeys;
drop table platform.recovery_codes;
drop table platform.authenticators;

-- verify
select to_regclass('platform.authenticators') is not null and to_regclass('platform.recovery_codes') is not null
  and to_regclass('platform.passkeys') is not null and to_regclass('platform.challenges') is not null;
