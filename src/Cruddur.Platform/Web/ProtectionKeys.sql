-- name: All
-- scan: a handful of rows, all of them wanted
select xml from platform.protection_keys order by created_at;

-- name: Store
-- example: name=key-1 xml=<key/>
insert into platform.protection_keys (name, xml) values (@name, @xml) on conflict (name) do nothing;
