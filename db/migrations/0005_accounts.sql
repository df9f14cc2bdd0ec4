-- cruddur: phase=expand

-- up
-- disabled_at: an operator switched the account off. delete_at: the person asked for it to be erased then.
alter table users add column is_admin boolean not null default false;
alter table users add column disabled_at timestamptz;
alter table users add column delete_at timestamptz;

-- What is to be done later, written in the transaction that caused it. Whoever leases a job does it; done ones are deleted.
create table platform.jobs (
  uuid uuid primary key,
  kind text not null,
  payload jsonb not null,
  key text,
  run_at timestamptz not null,
  attempts integer not null default 0,
  leased_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  constraint jobs_key unique (key)
);

create index jobs_due on platform.jobs (run_at);

create table platform.mails (
  uuid uuid primary key,
  recipient text not null,
  subject text not null,
  text text not null,
  html text not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  expires_at timestamptz not null
);

create index mails_newest on platform.mails (created_at desc, uuid desc);
create index mails_expiry on platform.mails (expires_at);

-- Codes that go by mail: one of each purpose a person, good once.
create table platform.codes (
  user_uuid uuid not null references users on delete cascade,
  purpose text not null,
  salt bytea not null,
  code_sha256 bytea not null,
  new_email text,
  tries integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint codes_pkey primary key (user_uuid, purpose),
  constraint codes_purpose check (purpose in ('confirm', 'recover', 'email'))
);

create index codes_expiry on platform.codes (expires_at);

-- Handles that people had before: kept for them, and leading to their new one.
create table platform.handles (
  handle text primary key,
  user_uuid uuid not null references users on delete cascade,
  kept_until timestamptz not null
);

create index handles_user on platform.handles (user_uuid);
create index handles_expiry on platform.handles (kept_until);

-- Who did what to whose account. Nobody changes or deletes a row of it, whatever the program does.
create table platform.audit (
  uuid uuid primary key,
  at timestamptz not null,
  actor_uuid uuid,
  actor text not null,
  action text not null,
  subject_uuid uuid,
  detail jsonb not null default '{}'
);

create index audit_newest on platform.audit (at desc, uuid desc);
create index audit_subject on platform.audit (subject_uuid, at desc, uuid desc);

create function platform.audit_is_kept() returns trigger language plpgsql as $$
  begin
    raise exception 'Rows of platform.audit are neither changed nor deleted.' using errcode = 'insufficient_privilege';
  end
$$;

create trigger audit_is_kept before update or delete on platform.audit for each row execute function platform.audit_is_kept();
create trigger audit_is_kept_whole before truncate on platform.audit for each statement execute function platform.audit_is_kept();

-- down
drop table platform.audit;
drop function platform.audit_is_kept();
drop table platform.handles;
drop table platform.codes;
drop table platform.mails;
drop table platform.jobs;
alter table users drop column delete_at;
alter table users drop column disabled_at;
alter table users drop column is_admin;

-- verify
select to_regclass('platform.jobs') is not null and to_regclass('platform.audit') is not null
  and exists (select from pg_attribute where attrelid = 'users'::regclass and attname = 'is_admin');
