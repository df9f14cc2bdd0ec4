-- cruddur: phase=expand

-- up
-- Who wants to follow a person who approves that first; gone when it is answered.
create table follow_requests (
  requester_uuid uuid not null references users on delete cascade,
  requested_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint follow_requests_pkey primary key (requester_uuid, requested_uuid),
  constraint follow_requests_not_self check (requester_uuid <> requested_uuid)
);

create index follow_requests_newest on follow_requests (requested_uuid, created_at desc, requester_uuid desc);

-- Whom a person does not want to be suggested again.
create table dismissals (
  user_uuid uuid not null references users on delete cascade,
  dismissed_uuid uuid not null references users on delete cascade,
  created_at timestamptz not null,
  constraint dismissals_pkey primary key (user_uuid, dismissed_uuid)
);

create index dismissals_dismissed on dismissals (dismissed_uuid);

-- down
drop table dismissals;
drop table follow_requests;

-- verify
select to_regclass('public.follow_requests') is not null and to_regclass('public.dismissals') is not null;
