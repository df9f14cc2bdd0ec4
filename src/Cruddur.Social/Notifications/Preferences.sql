-- name: Load
-- example: viewer=00000000-0000-7000-8000-000000000001
select kind, from_whom from notification_settings where user_uuid = @viewer;

-- name: Save
-- example: viewer=00000000-0000-7000-8000-000000000001 kinds={like,mention} from_whom={following,nobody}
insert into notification_settings (user_uuid, kind, from_whom)
select @viewer, chosen.kind, chosen.from_whom from unnest(@kinds::text[], @from_whom::text[]) chosen (kind, from_whom)
on conflict (user_uuid, kind) do update set from_whom = excluded.from_whom;
