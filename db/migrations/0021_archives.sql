-- cruddur: phase=expand

-- up
-- What a person asked to download: one at a time. Null made_at: still being made. What is in it is out of date at fresh_until,
-- when the first crud in it expires. The file lies in pieces, so that it can be sent without being held whole.
create table platform.archives (
  uuid uuid primary key,
  user_uuid uuid not null references users on delete cascade,
  parts_done integer not null default 0,
  bytes bigint not null default 0,
  requested_at timestamptz not null,
  made_at timestamptz,
  fresh_until timestamptz,
  expires_at timestamptz not null,
  constraint archives_user_key unique (user_uuid)
);

create index archives_expiry on platform.archives (expires_at);
create index archives_staleness on platform.archives (fresh_until);

create table platform.archive_pieces (
  archive_uuid uuid not null references platform.archives on delete cascade,
  number integer not null,
  content bytea not null,
  constraint archive_pieces_pkey primary key (archive_uuid, number)
);

-- down
drop table platform.archive_pieces;
drop table platform.archives;

-- verify
select to_regclass('platform.archives') is not null and to_regclass('platform.archive_pieces') is not null;
