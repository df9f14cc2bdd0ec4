-- cruddur: phase=expand

-- up
-- What moderators decide about: a crud or a person, since its first report until somebody closes it. Holds nothing that anybody wrote,
-- so that the outcome may stay.
create table cases (
  uuid uuid primary key,
  kind text not null,
  subject_uuid uuid not null,
  author_uuid uuid not null references users on delete cascade,
  opened_at timestamptz not null,
  closed_at timestamptz,
  outcome text,
  reason text,
  closed_by uuid references users on delete set null,
  constraint cases_kind check (kind in ('crud', 'person')),
  constraint cases_outcome check (outcome in ('dismiss', 'remove', 'warn', 'suspend')),
  constraint cases_closed_whole check ((closed_at is null) = (outcome is null) and (closed_at is null) = (reason is null))
);

-- One open case for each subject, which all reports of it belong to.
create unique index cases_one_open on cases (kind, subject_uuid) where closed_at is null;
create index cases_open on cases (opened_at desc, uuid desc) where closed_at is null;
create index cases_closed on cases (closed_at desc, uuid desc) where closed_at is not null;
create index cases_author on cases (author_uuid, opened_at desc, uuid desc);
create index cases_closed_by on cases (closed_by);

create table reports (
  case_uuid uuid not null references cases on delete cascade,
  reporter_uuid uuid not null references users on delete cascade,
  reason text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint reports_pkey primary key (case_uuid, reporter_uuid),
  constraint reports_reason check (reason in ('spam', 'harassment', 'illegal', 'self-harm', 'other'))
);

create index reports_reporter on reports (reporter_uuid, created_at desc, case_uuid desc);

-- What was reported as it read then, and what the reporters said about it; both encrypted, and erased when their time is over.
create table report_copies (
  case_uuid uuid not null references cases on delete cascade,
  written_at timestamptz not null,
  content bytea not null,
  expires_at timestamptz not null,
  constraint report_copies_pkey primary key (case_uuid, written_at)
);

create index report_copies_expiry on report_copies (expires_at);

create table report_notes (
  case_uuid uuid not null,
  reporter_uuid uuid not null,
  content bytea not null,
  expires_at timestamptz not null,
  constraint report_notes_pkey primary key (case_uuid, reporter_uuid),
  constraint report_notes_report foreign key (case_uuid, reporter_uuid) references reports (case_uuid, reporter_uuid) on delete cascade
);

create index report_notes_expiry on report_notes (expires_at);

-- down
drop table report_notes;
drop table report_copies;
drop table reports;
drop table cases;

-- verify
select to_regclass('public.cases') is not null and to_regclass('public.report_notes') is not null;
