-- cruddur: phase=expand transaction=off

-- up
create index concurrently if not exists audit_action on platform.audit (action, at desc, uuid desc);

-- down
drop index concurrently if exists platform.audit_action;

-- verify
select indisvalid from pg_index where indexrelid = to_regclass('platform.audit_action');
