-- cruddur: phase=expand

-- up
-- People of the user pool whose row was erased: their account there makes no other. kept_until: null while the pool has not
-- erased the account; afterwards as long as a token of it may be good.
create table platform.cognito_erased (
  sub_sha256 bytea primary key,
  kept_until timestamptz
);
create index cognito_erased_kept_until on platform.cognito_erased (kept_until) where kept_until is not null;

-- down
drop table platform.cognito_erased;

-- verify
select to_regclass('platform.cognito_erased') is not null;
