-- name: Choose
-- example: user=00000000-0000-7000-8000-000000000001 language=de
update users set language = @language where uuid = @user;

-- name: OfAddress
-- example: address=andrew@example.com
select coalesce(language, '') as language from users where lower(email) = lower(@address);
