-- cruddur: phase=expand

-- up
-- What one who leaves passed on, until they stay after all or are erased.
create table set_aside_reposts (
  user_uuid uuid not null references users on delete cascade,
  activity_uuid uuid not null references activities on delete cascade,
  created_at timestamptz not null,
  constraint set_aside_reposts_pkey primary key (user_uuid, activity_uuid)
);

create index set_aside_reposts_activity on set_aside_reposts (activity_uuid);

-- down
drop table set_aside_reposts;

-- verify
select to_regclass('public.set_aside_reposts') is not null;
