-- cruddur: phase=expand

-- up
-- People of the user pool. given_handle: what they got because wished_handle was taken; both null when they got what they wished.
-- tokens_after: tokens that the pool issued until then are worth nothing here.
create table platform.cognito_people (
  user_uuid uuid primary key references users on delete cascade,
  wished_handle text,
  given_handle text,
  tokens_after timestamptz,
  created_at timestamptz not null
);

-- What a session needs to ask the pool whether it still holds. Only the session's own token opens it, and that is not stored.
create table platform.cognito_sessions (
  session_uuid uuid primary key references platform.sessions on delete cascade,
  sealed_refresh bytea not null,
  refresh_at timestamptz not null
);

-- down
drop table platform.cognito_sessions;
drop table platform.cognito_people;

-- verify
select to_regclass('platform.cognito_people') is not null and to_regclass('platform.cognito_sessions') is not null;
