-- name: Status
-- example: user=00000000-0000-7000-8000-000000000001
select exists (select from platform.authenticators where user_uuid = @user) as is_on,
  (select count(*)::integer from platform.recovery_codes where user_uuid = @user) as codes_left;

-- name: Key
-- example: user=00000000-0000-7000-8000-000000000001
select key, last_step from platform.authenticators where user_uuid = @user;

-- name: TurnOn
-- example: user=00000000-0000-7000-8000-000000000001 key=secret step=1 now=2026-01-01T00:00:00Z
insert into platform.authenticators (user_uuid, key, last_step, created_at)
values (@user, @key, @step, @now)
on conflict (user_uuid) do nothing;

-- name: UseStep
-- example: user=00000000-0000-7000-8000-000000000001 step=1
update platform.authenticators set last_step = @step where user_uuid = @user and last_step < @step;

-- name: TurnOff
-- example: user=00000000-0000-7000-8000-000000000001
delete from platform.authenticators where user_uuid = @user;

-- name: DropCodes
-- example: user=00000000-0000-7000-8000-000000000001
delete from platform.recovery_codes where user_uuid = @user;

-- name: AddCodes
-- example: user=00000000-0000-7000-8000-000000000001 codes={0000000000000000000000000000000000000000000000000000000000000000}
insert into platform.recovery_codes (user_uuid, code_sha256)
select @user, decode(code, 'hex') from unnest(@codes::text[]) as code;

-- name: UseCode
-- example: user=00000000-0000-7000-8000-000000000001 code=\x0000000000000000000000000000000000000000000000000000000000000000
delete from platform.recovery_codes where user_uuid = @user and code_sha256 = @code;

-- name: Person
-- example: user=00000000-0000-7000-8000-000000000001
select uuid, handle, display_name from users where uuid = @user and disabled_at is null;
