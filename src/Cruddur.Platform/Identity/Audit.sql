-- name: Write
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z actor_uuid=00000000-0000-7000-8000-000000000001 actor=andrewbrown action=user.disable subject_uuid=00000000-0000-7000-8000-000000000002 detail={}
insert into platform.audit (uuid, at, actor_uuid, actor, action, subject_uuid, detail)
values (@uuid, @now, @actor_uuid, @actor, @action, @subject_uuid, @detail::text::jsonb);
