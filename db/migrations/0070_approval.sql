-- cruddur: phase=expand

-- up
-- Whoever wants to follow them asks first.
alter table users add column approves_followers boolean not null default false;

-- down
alter table users drop column approves_followers;

-- verify
select exists (select from pg_attribute where attrelid = 'users'::regclass and attname = 'approves_followers');
