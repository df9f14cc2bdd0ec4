-- name: List
-- example: user=00000000-0000-7000-8000-000000000001
select uuid, name, is_backed_up, created_at, last_used_at from platform.passkeys
where user_uuid = @user order by created_at, uuid;

-- name: Keys
-- example: user=00000000-0000-7000-8000-000000000001
select credential_id, public_key, sign_count, transports, is_backup_eligible, is_backed_up, created_at from platform.passkeys
where user_uuid = @user order by created_at, uuid;

-- name: Owner
-- example: user=00000000-0000-7000-8000-000000000001
select uuid, handle, display_name from users where uuid = @user and disabled_at is null;

-- name: OwnerOf
-- example: credential=\x00
select u.uuid, u.handle, u.display_name from platform.passkeys p join users u on u.uuid = p.user_uuid where p.credential_id = @credential;

-- name: Add
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001 credential=\x00 public_key=\x00 name=phone sign_count=0 transports={internal} is_backup_eligible=true is_backed_up=true now=2026-01-01T00:00:00Z most=20
insert into platform.passkeys (uuid, user_uuid, credential_id, public_key, name, sign_count, transports, is_backup_eligible, is_backed_up, created_at)
select @uuid, @user, @credential, @public_key, @name, @sign_count, @transports, @is_backup_eligible, @is_backed_up, @now
where (select count(*) from platform.passkeys where user_uuid = @user) < @most::integer
on conflict (credential_id) do nothing;

-- name: Use
-- example: credential=\x00 user=00000000-0000-7000-8000-000000000001 sign_count=1 is_backed_up=true now=2026-01-01T00:00:00Z
update platform.passkeys set sign_count = @sign_count, is_backed_up = @is_backed_up, last_used_at = @now
where credential_id = @credential and user_uuid = @user and (sign_count < @sign_count or (sign_count = 0 and @sign_count = 0));

-- name: Rename
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001 name=phone
update platform.passkeys set name = @name where uuid = @uuid and user_uuid = @user;

-- name: Remove
-- example: uuid=00000000-0000-7000-8000-000000000009 user=00000000-0000-7000-8000-000000000001
delete from platform.passkeys where uuid = @uuid and user_uuid = @user;
