-- The moderators' queue. Nobody sees a case about themselves, so that the reported person never learns who reported them.

-- Columns of Case.
-- name: Open
-- example: admin=00000000-0000-7000-8000-000000000003 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select c.uuid, c.kind, c.subject_uuid, c.author_uuid, u.handle as author_handle, u.display_name as author_name, c.opened_at, c.closed_at, c.outcome, c.reason, m.handle as closed_by,
  (select count(*)::integer from reports r where r.case_uuid = c.uuid) as reports_count,
  array(select distinct r.reason from reports r where r.case_uuid = c.uuid order by r.reason) as reasons
from cases c join users u on u.uuid = c.author_uuid left join users m on m.uuid = c.closed_by
where c.closed_at is null and c.author_uuid <> @admin and (c.opened_at, c.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by c.opened_at desc, c.uuid desc
limit @limit::integer;

-- name: Closed
-- example: admin=00000000-0000-7000-8000-000000000003 before_at=9999-01-01T00:00:00Z before_uuid=ffffffff-ffff-ffff-ffff-ffffffffffff limit=20
select c.uuid, c.kind, c.subject_uuid, c.author_uuid, u.handle as author_handle, u.display_name as author_name, c.opened_at, c.closed_at, c.outcome, c.reason, m.handle as closed_by,
  (select count(*)::integer from reports r where r.case_uuid = c.uuid) as reports_count,
  array(select distinct r.reason from reports r where r.case_uuid = c.uuid order by r.reason) as reasons
from cases c join users u on u.uuid = c.author_uuid left join users m on m.uuid = c.closed_by
where c.closed_at is not null and c.author_uuid <> @admin and (c.closed_at, c.uuid) < (@before_at::timestamptz, @before_uuid::uuid)
order by c.closed_at desc, c.uuid desc
limit @limit::integer;

-- What else there was about the author, the latest first.
-- name: Earlier
-- example: case=00000000-0000-7000-8000-00000000000c admin=00000000-0000-7000-8000-000000000003 limit=20
select c.uuid, c.kind, c.subject_uuid, c.author_uuid, u.handle as author_handle, u.display_name as author_name, c.opened_at, c.closed_at, c.outcome, c.reason, m.handle as closed_by,
  (select count(*)::integer from reports r where r.case_uuid = c.uuid) as reports_count,
  array(select distinct r.reason from reports r where r.case_uuid = c.uuid order by r.reason) as reasons
from cases this join cases c on c.author_uuid = this.author_uuid and c.uuid <> this.uuid
join users u on u.uuid = c.author_uuid left join users m on m.uuid = c.closed_by
where this.uuid = @case and this.author_uuid <> @admin
order by c.opened_at desc, c.uuid desc
limit @limit::integer;

-- name: Find
-- example: case=00000000-0000-7000-8000-00000000000c admin=00000000-0000-7000-8000-000000000003
select c.uuid, c.kind, c.subject_uuid, c.author_uuid, u.handle as author_handle, u.display_name as author_name, c.opened_at, c.closed_at, c.outcome, c.reason, m.handle as closed_by,
  (select count(*)::integer from reports r where r.case_uuid = c.uuid) as reports_count,
  array(select distinct r.reason from reports r where r.case_uuid = c.uuid order by r.reason) as reasons
from cases c join users u on u.uuid = c.author_uuid left join users m on m.uuid = c.closed_by
where c.uuid = @case and c.author_uuid <> @admin;

-- name: Count
-- example: admin=00000000-0000-7000-8000-000000000003
-- scan: counts a handful of open cases
select count(*)::integer as open_cases from cases where closed_at is null and author_uuid <> @admin;

-- name: Author
-- example: author=00000000-0000-7000-8000-000000000001 now=2026-01-01T00:00:00Z
select u.created_at, u.disabled_at,
  (select count(*)::integer from activities a where a.user_uuid = u.uuid and a.reply_to_activity_uuid is null and a.expires_at > @now) as cruds_count
from users u where u.uuid = @author;

-- name: Reports
-- example: case=00000000-0000-7000-8000-00000000000c admin=00000000-0000-7000-8000-000000000003
select u.handle as reporter_handle, r.reason, r.created_at
from reports r join users u on u.uuid = r.reporter_uuid
where r.case_uuid = @case and (select true from cases where cases.uuid = r.case_uuid and cases.author_uuid <> @admin)
order by r.created_at, r.reporter_uuid;

-- name: Copies
-- example: case=00000000-0000-7000-8000-00000000000c now=2026-01-01T00:00:00Z
select content, expires_at from report_copies where case_uuid = @case and expires_at > @now order by written_at;

-- name: Notes
-- example: case=00000000-0000-7000-8000-00000000000c now=2026-01-01T00:00:00Z
select u.handle as reporter_handle, n.content
from report_notes n join users u on u.uuid = n.reporter_uuid
where n.case_uuid = @case and n.expires_at > @now
order by u.handle;
