-- cruddur: phase=expand

-- up
-- What moderators tell a person: what they did about something of theirs, or what became of a report.
create table moderator_notices (
  uuid uuid primary key,
  user_uuid uuid not null references users on delete cascade,
  kind text not null,
  outcome text not null,
  reason text not null,
  words text not null,
  created_at timestamptz not null,
  read_at timestamptz,
  expires_at timestamptz not null,
  constraint moderator_notices_kind check (kind in ('crud', 'person', 'report')),
  constraint moderator_notices_outcome check (outcome in ('dismiss', 'remove', 'warn', 'suspend'))
);

create index moderator_notices_user on moderator_notices (user_uuid, created_at desc, uuid desc);
create index moderator_notices_expiry on moderator_notices (expires_at);

-- down
drop table moderator_notices;

-- verify
select to_regclass('public.moderator_notices') is not null;
