-- cruddur: phase=expand

-- up
-- In which language mail is written to them: the one they chose, or signed in with last.
alter table users add column language text;

-- down
alter table users drop column language;

-- verify
select exists (select from pg_attribute where attrelid = 'users'::regclass and attname = 'language');
