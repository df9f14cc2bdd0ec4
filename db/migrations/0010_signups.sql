-- cruddur: phase=expand

-- up
-- Who signed up and has not confirmed the address yet. No row of users, so that nobody sees them; it keeps the handle for a
-- day. is_known: the address has an account already. Such a row can never be confirmed, and is there all the same: whether an
-- address is known shows neither in the answer nor in what handles are free afterwards.
create table platform.signups (
  uuid uuid primary key,
  handle text not null,
  display_name text not null,
  email text not null,
  password_hash text not null,
  is_known boolean not null,
  salt bytea not null default '',
  code_sha256 bytea not null default '',
  code_expires_at timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint signups_handle unique (handle),
  constraint signups_handle_form check (handle ~ '^[a-z0-9_]{3,20}$'),
  constraint signups_display_name_length check (char_length(display_name) between 1 and 50)
);

create index signups_email on platform.signups (lower(email), created_at desc);
create index signups_expiry on platform.signups (expires_at);

-- down
drop table platform.signups;

-- verify
select to_regclass('platform.signups') is not null;
