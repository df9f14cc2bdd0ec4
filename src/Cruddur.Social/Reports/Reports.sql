-- Who reports need not see the crud: whoever wrote it may have blocked them since. They learn nothing of it by that.

-- name: Crud
-- example: uuid=00000000-0000-7000-8000-000000000009 now=2026-01-01T00:00:00Z
select a.uuid, a.user_uuid, a.message, a.content_warning, coalesce(a.edited_at, a.created_at) as written_at
from activities a
where a.uuid = @uuid and a.expires_at > @now and (select true from users where users.uuid = a.user_uuid and {Present});

-- name: Person
-- example: handle=bayko
select uuid, handle, display_name, bio, updated_at from users where handle = @handle and {Present};

-- The open case of the subject, or a new one. Who closes it meanwhile is waited for.
-- name: OpenCase
-- example: uuid=00000000-0000-7000-8000-00000000000c kind=crud subject=00000000-0000-7000-8000-000000000009 author=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
insert into cases (uuid, kind, subject_uuid, author_uuid, opened_at)
select @uuid, @kind, @subject, users.uuid, @now from users where users.uuid = @author
on conflict (kind, subject_uuid) where closed_at is null do update set subject_uuid = excluded.subject_uuid
returning uuid;

-- name: Report
-- example: case=00000000-0000-7000-8000-00000000000c viewer=00000000-0000-7000-8000-000000000002 reason=spam now=2026-01-01T00:00:00Z
insert into reports (case_uuid, reporter_uuid, reason, created_at, updated_at)
select cases.uuid, @viewer, @reason, @now, @now from cases where cases.uuid = @case
on conflict (case_uuid, reporter_uuid) do update set reason = excluded.reason, updated_at = excluded.updated_at
returning reason, created_at, updated_at;

-- name: Copy
-- example: case=00000000-0000-7000-8000-00000000000c written_at=2026-01-01T00:00:00Z content=\x00 expires_at=2026-01-15T00:00:00Z
insert into report_copies (case_uuid, written_at, content, expires_at)
select cases.uuid, @written_at, @content, @expires_at from cases where cases.uuid = @case
on conflict do nothing;

-- name: Note
-- example: case=00000000-0000-7000-8000-00000000000c viewer=00000000-0000-7000-8000-000000000002 content=\x00 expires_at=2026-01-15T00:00:00Z
insert into report_notes (case_uuid, reporter_uuid, content, expires_at)
select case_uuid, reporter_uuid, @content, @expires_at from reports where case_uuid = @case and reporter_uuid = @viewer
on conflict (case_uuid, reporter_uuid) do update set content = excluded.content, expires_at = excluded.expires_at;

-- name: DropNote
-- example: case=00000000-0000-7000-8000-00000000000c viewer=00000000-0000-7000-8000-000000000002
delete from report_notes where case_uuid = @case and reporter_uuid = @viewer;

-- What one has reported lately, for one's archive.
-- name: Mine
-- example: user=00000000-0000-7000-8000-000000000002 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=200
select r.case_uuid, c.kind, c.subject_uuid, r.reason, r.created_at
from reports r join cases c on c.uuid = r.case_uuid
where r.reporter_uuid = @user and (r.created_at, r.case_uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by r.created_at desc, r.case_uuid desc
limit @limit::integer;
