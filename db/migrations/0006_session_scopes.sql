-- cruddur: phase=expand

-- up
-- A session with a name is a token that a person made for a program; sudo_until: dangerous changes need no password till then.
alter table platform.sessions
  add column name text,
  add column scope text not null default 'write',
  add column sudo_until timestamptz,
  add constraint sessions_scope check (scope in ('read', 'write')) not valid;

-- down
alter table platform.sessions drop column sudo_until, drop column scope, drop column name;

-- verify
select exists (select from pg_attribute where attrelid = 'platform.sessions'::regclass and attname = 'sudo_until');
