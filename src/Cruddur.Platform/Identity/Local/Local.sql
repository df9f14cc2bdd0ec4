-- A sign-up that waits for its code has a password too, and is told to confirm first.
-- name: ByLogin
-- example: login=andrew@example.com now=2026-01-01T00:00:00Z
select uuid, handle, display_name, email, password_hash, is_confirmed from (
  select u.uuid, u.handle, u.display_name, u.email, c.password_hash, true as is_confirmed, u.created_at
  from users u join platform.credentials c on c.user_uuid = u.uuid
  where (lower(u.email) = lower(@login) or u.handle = lower(@login)) and u.disabled_at is null
  union all
  select s.uuid, s.handle, s.display_name, s.email, s.password_hash, false, s.created_at
  from platform.signups s
  where (lower(s.email) = lower(@login) or s.handle = lower(@login)) and s.expires_at > @now and not s.is_known
) found
order by is_confirmed desc, created_at desc limit 1;

-- name: ByEmail
-- example: email=andrew@example.com
select uuid, handle, display_name, email from users where lower(email) = lower(@email) and disabled_at is null;

-- name: SetPassword
-- example: user=00000000-0000-7000-8000-000000000001 hash=a now=2026-01-01T00:00:00Z
insert into platform.credentials (user_uuid, password_hash, changed_at) values (@user, @hash, @now)
on conflict (user_uuid) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at;
