-- cruddur: phase=expand

-- up
-- Words and phrases that a person does not want to read, or nobody on this server where user_uuid is null. folded: without case,
-- accents and signs.
create table word_filters (
  uuid uuid primary key,
  user_uuid uuid references users on delete cascade,
  phrase text not null,
  folded text not null,
  action text not null,
  expires_at timestamptz,
  created_at timestamptz not null,
  constraint word_filters_once unique nulls not distinct (user_uuid, folded),
  constraint word_filters_action check (action in ('warn', 'hide') or (action = 'refuse' and user_uuid is null)),
  constraint word_filters_phrase check (char_length(phrase) between 1 and 100),
  constraint word_filters_folded check (folded <> '')
);

create index word_filters_expiry on word_filters (expires_at) where expires_at is not null;

-- down
drop table word_filters;

-- verify
select to_regclass('public.word_filters') is not null;
