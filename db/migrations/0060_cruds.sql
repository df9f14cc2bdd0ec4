-- cruddur: phase=expand

-- up
-- quote_uuid has no foreign key: a quote outlives what it quotes, and says that it has gone.
-- mentions: the handles in the text that were somebody's when it was written, which become links.
-- A crud that its author takes back at once expires in the moment it was written.
alter table activities
  add column quote_uuid uuid,
  add column content_warning text,
  add column language text,
  add column edited_at timestamptz,
  add column mentions text[] not null default '{}',
  drop constraint activities_lifetime,
  add constraint activities_lifetime check (expires_at >= created_at and expires_at <= created_at + interval '30 days') not valid,
  add constraint activities_content_warning check (char_length(content_warning) between 1 and 80) not valid,
  add constraint activities_language check (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' and char_length(language) <= 35) not valid;

-- down
alter table activities
  drop column mentions,
  drop column edited_at,
  drop column language,
  drop column content_warning,
  drop column quote_uuid,
  drop constraint activities_lifetime,
  add constraint activities_lifetime check (expires_at > created_at and expires_at <= created_at + interval '30 days') not valid;

-- verify
select exists (select from pg_attribute where attrelid = 'activities'::regclass and attname = 'mentions');
