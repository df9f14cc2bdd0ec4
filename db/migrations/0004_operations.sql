-- cruddur: phase=expand

-- up
-- What operators did that changes how the database is to be read: repairs, restores, ended sessions.
create table platform.operator_actions (
  uuid uuid primary key,
  happened_at timestamptz not null,
  verb text not null,
  subject text not null,
  detail text not null,
  by text not null,
  host text not null
);

create index operator_actions_happened on platform.operator_actions (happened_at desc);

-- A destructive verb asks here whether a fresh, verified backup exists.
create table platform.backups (
  uuid uuid primary key,
  taken_at timestamptz not null,
  verified_at timestamptz,
  place text not null,
  sha256 text not null,
  size_bytes bigint not null,
  schema_version text not null,
  by text not null,
  host text not null
);

create index backups_verified on platform.backups (taken_at desc) where verified_at is not null;

-- down
drop table platform.backups;
drop table platform.operator_actions;

-- verify
select to_regclass('platform.operator_actions') is not null and to_regclass('platform.backups') is not null;
