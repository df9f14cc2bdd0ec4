-- cruddur: phase=expand

-- up
-- What a crud said that has ended, for as long as the server's owner chose: encrypted by a key of its own, which goes with the row.
create table seals (
  activity_uuid uuid primary key,
  user_uuid uuid not null references users on delete cascade,
  sealed_key bytea not null,
  content bytea not null,
  until timestamptz not null
);

create index seals_until on seals (until);
create index seals_user on seals (user_uuid);

-- down
drop table seals;

-- verify
select to_regclass('public.seals') is not null;
