-- What the migrations make of an empty database. Written by 'cruddur db dump'; a test compares it with them.

create schema platform;

CREATE OR REPLACE FUNCTION platform.audit_is_kept()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
  begin
    raise exception 'Rows of platform.audit are neither changed nor deleted.' using errcode = 'insufficient_privilege';
  end
$function$;

CREATE OR REPLACE FUNCTION public.crud_words(message text, language text, at timestamp with time zone)
 RETURNS tsvector
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select public.words_of(message, language) || array_to_tsvector(public.time_words(at))
$function$;

CREATE OR REPLACE FUNCTION public.fold_text(message text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select trim(regexp_replace(regexp_replace(
    translate(replace(replace(replace(replace(regexp_replace(lower(normalize(message, NFKD)), '[\u0300-\u036f]', '', 'g'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'øđðłħıς', 'oddlhiσ'),
    '([\u0e00-\u0e7f\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g'),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u3003\u3008-\u303f\ufe00-\ufe0f\uff5f-\uff65]+', ' ', 'g'))
$function$;

CREATE OR REPLACE FUNCTION public.keep_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.activity_words (activity_uuid, created_at, words)
  values (new.uuid, new.created_at, public.crud_words(new.message, new.language, new.created_at))
  on conflict (activity_uuid) do update set words = excluded.words;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.language_words(language text)
 RETURNS regconfig
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case split_part(coalesce(language, 'en'), '-', 1)
    when 'en' then regconfig 'pg_catalog.english' when 'ar' then regconfig 'pg_catalog.arabic' when 'ca' then regconfig 'pg_catalog.catalan'
    when 'da' then regconfig 'pg_catalog.danish' when 'de' then regconfig 'pg_catalog.german' when 'el' then regconfig 'pg_catalog.greek'
    when 'es' then regconfig 'pg_catalog.spanish' when 'eu' then regconfig 'pg_catalog.basque' when 'fi' then regconfig 'pg_catalog.finnish'
    when 'fr' then regconfig 'pg_catalog.french' when 'ga' then regconfig 'pg_catalog.irish' when 'hi' then regconfig 'pg_catalog.hindi'
    when 'hu' then regconfig 'pg_catalog.hungarian' when 'hy' then regconfig 'pg_catalog.armenian' when 'id' then regconfig 'pg_catalog.indonesian'
    when 'it' then regconfig 'pg_catalog.italian' when 'lt' then regconfig 'pg_catalog.lithuanian' when 'ne' then regconfig 'pg_catalog.nepali'
    when 'nl' then regconfig 'pg_catalog.dutch' when 'no' then regconfig 'pg_catalog.norwegian' when 'nb' then regconfig 'pg_catalog.norwegian'
    when 'nn' then regconfig 'pg_catalog.norwegian' when 'pt' then regconfig 'pg_catalog.portuguese' when 'ro' then regconfig 'pg_catalog.romanian'
    when 'ru' then regconfig 'pg_catalog.russian' when 'sr' then regconfig 'pg_catalog.serbian' when 'sv' then regconfig 'pg_catalog.swedish'
    when 'ta' then regconfig 'pg_catalog.tamil' when 'tr' then regconfig 'pg_catalog.turkish' when 'yi' then regconfig 'pg_catalog.yiddish'
    else regconfig 'pg_catalog.simple' end
$function$;

CREATE OR REPLACE FUNCTION public.time_words(at timestamp with time zone)
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE STRICT
AS $function$
  select array['@d' || floor(date_part('epoch', at) / 86400)::bigint, '@q' || floor(date_part('epoch', at) / 21600)::bigint,
    '@h' || floor(date_part('epoch', at) / 3600)::bigint]
$function$;

CREATE OR REPLACE FUNCTION public.words_of(message text, language text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  folded constant text := public.fold_text(message);
begin
  return to_tsvector('pg_catalog.simple', folded) || strip(to_tsvector(public.language_words(language), folded));
end
$function$;

create table platform.archive_pieces (
  archive_uuid uuid not null,
  number integer not null,
  content bytea not null,
  constraint archive_pieces_pkey PRIMARY KEY (archive_uuid, number)
);

create table platform.archives (
  uuid uuid not null,
  user_uuid uuid not null,
  parts_done integer default 0 not null,
  bytes bigint default 0 not null,
  requested_at timestamp with time zone not null,
  made_at timestamp with time zone,
  fresh_until timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint archives_pkey PRIMARY KEY (uuid),
  constraint archives_user_key UNIQUE (user_uuid)
);

create table platform.attempts (
  bucket text not null,
  window_start timestamp with time zone not null,
  count integer not null,
  expires_at timestamp with time zone not null,
  constraint attempts_pkey PRIMARY KEY (bucket, window_start)
);

create table platform.audit (
  uuid uuid not null,
  at timestamp with time zone not null,
  actor_uuid uuid,
  actor text not null,
  action text not null,
  subject_uuid uuid,
  detail jsonb default '{}'::jsonb not null,
  constraint audit_pkey PRIMARY KEY (uuid)
);

create table platform.authenticators (
  user_uuid uuid not null,
  key text not null,
  last_step bigint not null,
  created_at timestamp with time zone not null,
  constraint authenticators_pkey PRIMARY KEY (user_uuid)
);

create table platform.backups (
  uuid uuid not null,
  taken_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  place text not null,
  sha256 text not null,
  size_bytes bigint not null,
  schema_version text not null,
  by text not null,
  host text not null,
  constraint backups_pkey PRIMARY KEY (uuid)
);

create table platform.challenges (
  token_sha256 bytea not null,
  purpose text not null,
  user_uuid uuid,
  state text not null,
  tries integer default 0 not null,
  expires_at timestamp with time zone not null,
  constraint challenges_hash CHECK ((octet_length(token_sha256) = 32)),
  constraint challenges_pkey PRIMARY KEY (token_sha256),
  constraint challenges_purpose CHECK ((purpose = ANY (ARRAY['second-factor'::text, 'passkey-signin'::text, 'passkey-confirm'::text, 'passkey-register'::text])))
);

create table platform.codes (
  user_uuid uuid not null,
  purpose text not null,
  salt bytea not null,
  code_sha256 bytea not null,
  new_email text,
  tries integer default 0 not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint codes_pkey PRIMARY KEY (user_uuid, purpose),
  constraint codes_purpose CHECK ((purpose = ANY (ARRAY['confirm'::text, 'recover'::text, 'email'::text])))
);

create table platform.cognito_erased (
  sub_sha256 bytea not null,
  kept_until timestamp with time zone,
  constraint cognito_erased_pkey PRIMARY KEY (sub_sha256)
);

create table platform.cognito_people (
  user_uuid uuid not null,
  wished_handle text,
  given_handle text,
  tokens_after timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint cognito_people_pkey PRIMARY KEY (user_uuid)
);

create table platform.cognito_sessions (
  session_uuid uuid not null,
  sealed_refresh bytea not null,
  refresh_at timestamp with time zone not null,
  constraint cognito_sessions_pkey PRIMARY KEY (session_uuid)
);

create table platform.credentials (
  user_uuid uuid not null,
  password_hash text not null,
  changed_at timestamp with time zone not null,
  constraint credentials_pkey PRIMARY KEY (user_uuid)
);

create table platform.handles (
  handle text not null,
  user_uuid uuid not null,
  kept_until timestamp with time zone not null,
  constraint handles_pkey PRIMARY KEY (handle)
);

create table platform.idempotency_keys (
  caller_uuid uuid not null,
  key text not null,
  request_sha256 bytea not null,
  result_uuid uuid not null,
  expires_at timestamp with time zone not null,
  constraint idempotency_keys_key_length CHECK (((char_length(key) >= 1) AND (char_length(key) <= 255))),
  constraint idempotency_keys_pkey PRIMARY KEY (caller_uuid, key)
);

create table platform.jobs (
  uuid uuid not null,
  kind text not null,
  payload jsonb not null,
  key text,
  run_at timestamp with time zone not null,
  attempts integer default 0 not null,
  leased_until timestamp with time zone,
  last_error text,
  created_at timestamp with time zone not null,
  constraint jobs_key UNIQUE (key),
  constraint jobs_pkey PRIMARY KEY (uuid)
);

create table platform.mails (
  uuid uuid not null,
  recipient text not null,
  subject text not null,
  text text not null,
  html text not null,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint mails_pkey PRIMARY KEY (uuid)
);

create table platform.migrations (
  version bigint not null,
  name text not null,
  sha256 text not null,
  phase text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  duration_ms integer,
  app_version text not null,
  by text not null,
  host text not null,
  result text not null,
  constraint migrations_pkey PRIMARY KEY (version),
  constraint migrations_result CHECK ((result = ANY (ARRAY['running'::text, 'done'::text])))
);

create table platform.operator_actions (
  uuid uuid not null,
  happened_at timestamp with time zone not null,
  verb text not null,
  subject text not null,
  detail text not null,
  by text not null,
  host text not null,
  constraint operator_actions_pkey PRIMARY KEY (uuid)
);

create table platform.passkeys (
  uuid uuid not null,
  user_uuid uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  name text not null,
  sign_count bigint not null,
  transports text[] not null,
  is_backup_eligible boolean not null,
  is_backed_up boolean not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkeys_credential CHECK (((octet_length(credential_id) >= 1) AND (octet_length(credential_id) <= 1023))),
  constraint passkeys_credential_key UNIQUE (credential_id),
  constraint passkeys_name CHECK (((char_length(name) >= 1) AND (char_length(name) <= 50))),
  constraint passkeys_pkey PRIMARY KEY (uuid)
);

create table platform.protection_keys (
  name text not null,
  xml text not null,
  created_at timestamp with time zone default now() not null,
  constraint protection_keys_pkey PRIMARY KEY (name)
);

create table platform.recovery_codes (
  user_uuid uuid not null,
  code_sha256 bytea not null,
  constraint recovery_codes_hash CHECK ((octet_length(code_sha256) = 32)),
  constraint recovery_codes_pkey PRIMARY KEY (user_uuid, code_sha256)
);

create table platform.sessions (
  uuid uuid not null,
  token_sha256 bytea not null,
  user_uuid uuid not null,
  kind text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  name text,
  scope text default 'write'::text not null,
  sudo_until timestamp with time zone,
  constraint sessions_kind CHECK ((kind = ANY (ARRAY['cookie'::text, 'bearer'::text]))),
  constraint sessions_pkey PRIMARY KEY (uuid),
  constraint sessions_scope CHECK ((scope = ANY (ARRAY['read'::text, 'write'::text]))),
  constraint sessions_token_key UNIQUE (token_sha256),
  constraint sessions_token_length CHECK ((octet_length(token_sha256) = 32))
);

create table platform.signups (
  uuid uuid not null,
  handle text not null,
  display_name text not null,
  email text not null,
  password_hash text not null,
  is_known boolean not null,
  salt bytea default '\x'::bytea not null,
  code_sha256 bytea default '\x'::bytea not null,
  code_expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint signups_display_name_length CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 50))),
  constraint signups_handle UNIQUE (handle),
  constraint signups_handle_form CHECK ((handle ~ '^[a-z0-9_]{3,20}$'::text)),
  constraint signups_pkey PRIMARY KEY (uuid)
);

create table public.activities (
  uuid uuid not null,
  user_uuid uuid not null,
  message text not null,
  reply_to_activity_uuid uuid,
  replies_count integer default 0 not null,
  reposts_count integer default 0 not null,
  likes_count integer default 0 not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  quote_uuid uuid,
  content_warning text,
  language text,
  edited_at timestamp with time zone,
  mentions text[] default '{}'::text[] not null,
  constraint activities_content_warning CHECK (((char_length(content_warning) >= 1) AND (char_length(content_warning) <= 80))),
  constraint activities_counts CHECK (((replies_count >= 0) AND (reposts_count >= 0) AND (likes_count >= 0))),
  constraint activities_language CHECK (((language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'::text) AND (char_length(language) <= 35))),
  constraint activities_lifetime CHECK (((expires_at >= created_at) AND (expires_at <= (created_at + '30 days'::interval)))),
  constraint activities_message_length CHECK (((char_length(message) >= 1) AND (char_length(message) <=
CASE
    WHEN (reply_to_activity_uuid IS NULL) THEN 280
    ELSE 1024
END))),
  constraint activities_pkey PRIMARY KEY (uuid)
);

create table public.activity_mentions (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint activity_mentions_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.activity_tags (
  activity_uuid uuid not null,
  tag text not null,
  shown text not null,
  created_at timestamp with time zone not null,
  constraint activity_tags_length CHECK (((char_length(tag) >= 1) AND (char_length(tag) <= 100))),
  constraint activity_tags_pkey PRIMARY KEY (activity_uuid, tag)
);

create table public.activity_words (
  activity_uuid uuid not null,
  created_at timestamp with time zone not null,
  words tsvector not null,
  constraint activity_words_pkey PRIMARY KEY (activity_uuid)
);

create table public.blocks (
  blocker_uuid uuid not null,
  blocked_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint blocks_not_self CHECK ((blocker_uuid <> blocked_uuid)),
  constraint blocks_pkey PRIMARY KEY (blocker_uuid, blocked_uuid)
);

create table public.bookmarks (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint bookmarks_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.cases (
  uuid uuid not null,
  kind text not null,
  subject_uuid uuid not null,
  author_uuid uuid not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  outcome text,
  reason text,
  closed_by uuid,
  constraint cases_closed_whole CHECK ((((closed_at IS NULL) = (outcome IS NULL)) AND ((closed_at IS NULL) = (reason IS NULL)))),
  constraint cases_kind CHECK ((kind = ANY (ARRAY['crud'::text, 'person'::text]))),
  constraint cases_outcome CHECK ((outcome = ANY (ARRAY['dismiss'::text, 'remove'::text, 'warn'::text, 'suspend'::text]))),
  constraint cases_pkey PRIMARY KEY (uuid)
);

create table public.deletions (
  activity_uuid uuid not null,
  root_uuid uuid not null,
  expires_at timestamp with time zone not null,
  until timestamp with time zone not null,
  constraint deletions_pkey PRIMARY KEY (activity_uuid)
);

create table public.dismissals (
  user_uuid uuid not null,
  dismissed_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint dismissals_pkey PRIMARY KEY (user_uuid, dismissed_uuid)
);

create table public.edits (
  activity_uuid uuid not null,
  message text not null,
  content_warning text,
  written_at timestamp with time zone not null,
  constraint edits_pkey PRIMARY KEY (activity_uuid, written_at)
);

create table public.follow_requests (
  requester_uuid uuid not null,
  requested_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint follow_requests_not_self CHECK ((requester_uuid <> requested_uuid)),
  constraint follow_requests_pkey PRIMARY KEY (requester_uuid, requested_uuid)
);

create table public.follows (
  follower_uuid uuid not null,
  followed_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint follows_not_self CHECK ((follower_uuid <> followed_uuid)),
  constraint follows_pkey PRIMARY KEY (follower_uuid, followed_uuid)
);

create table public.likes (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint likes_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.moderator_notices (
  uuid uuid not null,
  user_uuid uuid not null,
  kind text not null,
  outcome text not null,
  reason text not null,
  words text not null,
  created_at timestamp with time zone not null,
  read_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  constraint moderator_notices_kind CHECK ((kind = ANY (ARRAY['crud'::text, 'person'::text, 'report'::text]))),
  constraint moderator_notices_outcome CHECK ((outcome = ANY (ARRAY['dismiss'::text, 'remove'::text, 'warn'::text, 'suspend'::text]))),
  constraint moderator_notices_pkey PRIMARY KEY (uuid)
);

create table public.mutes (
  muter_uuid uuid not null,
  muted_uuid uuid not null,
  until timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint mutes_not_self CHECK ((muter_uuid <> muted_uuid)),
  constraint mutes_pkey PRIMARY KEY (muter_uuid, muted_uuid)
);

create table public.notification_actors (
  notification_uuid uuid not null,
  actor_uuid uuid not null,
  created_at timestamp with time zone not null,
  number integer default 1 not null,
  constraint notification_actors_number UNIQUE (notification_uuid, number),
  constraint notification_actors_pkey PRIMARY KEY (notification_uuid, actor_uuid)
);

create table public.notification_settings (
  user_uuid uuid not null,
  kind text not null,
  from_whom text not null,
  constraint notification_settings_from_whom CHECK ((from_whom = ANY (ARRAY['everyone'::text, 'following'::text, 'nobody'::text]))),
  constraint notification_settings_kind CHECK ((kind = ANY (ARRAY['follow'::text, 'like'::text, 'repost'::text, 'quote'::text, 'reply'::text, 'mention'::text]))),
  constraint notification_settings_pkey PRIMARY KEY (user_uuid, kind)
);

create table public.notifications (
  uuid uuid not null,
  user_uuid uuid not null,
  kind text not null,
  activity_uuid uuid,
  created_at timestamp with time zone not null,
  acts integer default 1 not null,
  read_at timestamp with time zone,
  constraint notifications_about CHECK (((activity_uuid IS NULL) = (kind = ANY (ARRAY['follow'::text, 'follow_request'::text])))),
  constraint notifications_kind CHECK ((kind = ANY (ARRAY['follow'::text, 'follow_request'::text, 'like'::text, 'repost'::text, 'quote'::text, 'reply'::text, 'mention'::text]))),
  constraint notifications_pkey PRIMARY KEY (uuid)
);

create table public.pins (
  user_uuid uuid not null,
  activity_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint pins_pkey PRIMARY KEY (user_uuid)
);

create table public.report_copies (
  case_uuid uuid not null,
  written_at timestamp with time zone not null,
  content bytea not null,
  expires_at timestamp with time zone not null,
  constraint report_copies_pkey PRIMARY KEY (case_uuid, written_at)
);

create table public.report_notes (
  case_uuid uuid not null,
  reporter_uuid uuid not null,
  content bytea not null,
  expires_at timestamp with time zone not null,
  constraint report_notes_pkey PRIMARY KEY (case_uuid, reporter_uuid)
);

create table public.reports (
  case_uuid uuid not null,
  reporter_uuid uuid not null,
  reason text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint reports_pkey PRIMARY KEY (case_uuid, reporter_uuid),
  constraint reports_reason CHECK ((reason = ANY (ARRAY['spam'::text, 'harassment'::text, 'illegal'::text, 'self-harm'::text, 'other'::text])))
);

create table public.reposts (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint reposts_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.seals (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  sealed_key bytea not null,
  content bytea not null,
  until timestamp with time zone not null,
  constraint seals_pkey PRIMARY KEY (activity_uuid)
);

create table public.set_aside (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  expires_at timestamp with time zone not null,
  constraint set_aside_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.set_aside_follows (
  user_uuid uuid not null,
  follower_uuid uuid not null,
  followed_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint set_aside_follows_pkey PRIMARY KEY (user_uuid, follower_uuid, followed_uuid)
);

create table public.set_aside_likes (
  user_uuid uuid not null,
  activity_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint set_aside_likes_pkey PRIMARY KEY (user_uuid, activity_uuid)
);

create table public.set_aside_reposts (
  user_uuid uuid not null,
  activity_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint set_aside_reposts_pkey PRIMARY KEY (user_uuid, activity_uuid)
);

create table public.thread_mutes (
  activity_uuid uuid not null,
  user_uuid uuid not null,
  created_at timestamp with time zone not null,
  constraint thread_mutes_pkey PRIMARY KEY (activity_uuid, user_uuid)
);

create table public.users (
  uuid uuid not null,
  handle text not null,
  display_name text not null,
  email text not null,
  bio text default ''::text not null,
  cognito_user_id text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  is_admin boolean default false not null,
  disabled_at timestamp with time zone,
  delete_at timestamp with time zone,
  approves_followers boolean default false not null,
  language text,
  constraint users_bio_length CHECK ((char_length(bio) <= 160)),
  constraint users_cognito_user_id_key UNIQUE (cognito_user_id),
  constraint users_display_name_length CHECK (((char_length(display_name) >= 1) AND (char_length(display_name) <= 50))),
  constraint users_handle_form CHECK ((handle ~ '^[a-z0-9_]{3,20}$'::text)),
  constraint users_handle_key UNIQUE (handle),
  constraint users_pkey PRIMARY KEY (uuid)
);

create table public.word_filters (
  uuid uuid not null,
  user_uuid uuid,
  phrase text not null,
  folded text not null,
  action text not null,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint word_filters_action CHECK (((action = ANY (ARRAY['warn'::text, 'hide'::text])) OR ((action = 'refuse'::text) AND (user_uuid IS NULL)))),
  constraint word_filters_folded CHECK ((folded <> ''::text)),
  constraint word_filters_once UNIQUE NULLS NOT DISTINCT (user_uuid, folded),
  constraint word_filters_phrase CHECK (((char_length(phrase) >= 1) AND (char_length(phrase) <= 100))),
  constraint word_filters_pkey PRIMARY KEY (uuid)
);

CREATE INDEX archives_expiry ON platform.archives USING btree (expires_at);

CREATE INDEX archives_staleness ON platform.archives USING btree (fresh_until);

CREATE INDEX attempts_expiry ON platform.attempts USING btree (expires_at);

CREATE INDEX audit_action ON platform.audit USING btree (action, at DESC, uuid DESC);

CREATE INDEX audit_newest ON platform.audit USING btree (at DESC, uuid DESC);

CREATE INDEX audit_subject ON platform.audit USING btree (subject_uuid, at DESC, uuid DESC);

CREATE INDEX backups_verified ON platform.backups USING btree (taken_at DESC) WHERE (verified_at IS NOT NULL);

CREATE INDEX challenges_expiry ON platform.challenges USING btree (expires_at);

CREATE INDEX challenges_user ON platform.challenges USING btree (user_uuid);

CREATE INDEX codes_expiry ON platform.codes USING btree (expires_at);

CREATE INDEX cognito_erased_kept_until ON platform.cognito_erased USING btree (kept_until) WHERE (kept_until IS NOT NULL);

CREATE INDEX handles_expiry ON platform.handles USING btree (kept_until);

CREATE INDEX handles_user ON platform.handles USING btree (user_uuid);

CREATE INDEX idempotency_keys_expiry ON platform.idempotency_keys USING btree (expires_at);

CREATE INDEX jobs_due ON platform.jobs USING btree (run_at);

CREATE INDEX mails_expiry ON platform.mails USING btree (expires_at);

CREATE INDEX mails_newest ON platform.mails USING btree (created_at DESC, uuid DESC);

CREATE INDEX operator_actions_happened ON platform.operator_actions USING btree (happened_at DESC);

CREATE INDEX passkeys_user ON platform.passkeys USING btree (user_uuid, created_at, uuid);

CREATE INDEX sessions_expiry ON platform.sessions USING btree (expires_at);

CREATE INDEX sessions_user ON platform.sessions USING btree (user_uuid);

CREATE INDEX signups_email ON platform.signups USING btree (lower(email), created_at DESC);

CREATE INDEX signups_expiry ON platform.signups USING btree (expires_at);

CREATE INDEX activities_author ON public.activities USING btree (user_uuid, created_at DESC, uuid DESC, expires_at) WHERE (reply_to_activity_uuid IS NULL);

CREATE INDEX activities_author_any ON public.activities USING btree (user_uuid);

CREATE INDEX activities_author_replies ON public.activities USING btree (user_uuid, created_at DESC, uuid DESC, expires_at) WHERE (reply_to_activity_uuid IS NOT NULL);

CREATE INDEX activities_expiry ON public.activities USING btree (expires_at);

CREATE INDEX activities_feed ON public.activities USING btree (created_at DESC, uuid DESC, expires_at) WHERE (reply_to_activity_uuid IS NULL);

CREATE INDEX activities_replies ON public.activities USING btree (reply_to_activity_uuid, created_at DESC, uuid DESC) WHERE (reply_to_activity_uuid IS NOT NULL);

CREATE INDEX activity_mentions_newest ON public.activity_mentions USING btree (user_uuid, created_at DESC, activity_uuid DESC);

CREATE INDEX activity_tags_newest ON public.activity_tags USING btree (tag, created_at DESC, activity_uuid DESC);

CREATE INDEX activity_tags_prefix ON public.activity_tags USING btree (tag text_pattern_ops, activity_uuid);

CREATE INDEX activity_tags_recent ON public.activity_tags USING btree (created_at DESC, activity_uuid DESC);

CREATE INDEX activity_words_newest ON public.activity_words USING btree (created_at DESC, activity_uuid DESC);

CREATE INDEX activity_words_words ON public.activity_words USING gin (words);

CREATE INDEX blocks_blocked ON public.blocks USING btree (blocked_uuid, blocker_uuid);

CREATE INDEX bookmarks_newest ON public.bookmarks USING btree (user_uuid, created_at DESC, activity_uuid DESC);

CREATE INDEX cases_author ON public.cases USING btree (author_uuid, opened_at DESC, uuid DESC);

CREATE INDEX cases_closed ON public.cases USING btree (closed_at DESC, uuid DESC) WHERE (closed_at IS NOT NULL);

CREATE INDEX cases_closed_by ON public.cases USING btree (closed_by);

CREATE UNIQUE INDEX cases_one_open ON public.cases USING btree (kind, subject_uuid) WHERE (closed_at IS NULL);

CREATE INDEX cases_open ON public.cases USING btree (opened_at DESC, uuid DESC) WHERE (closed_at IS NULL);

CREATE INDEX deletions_root ON public.deletions USING btree (root_uuid);

CREATE INDEX dismissals_dismissed ON public.dismissals USING btree (dismissed_uuid);

CREATE INDEX follow_requests_newest ON public.follow_requests USING btree (requested_uuid, created_at DESC, requester_uuid DESC);

CREATE INDEX follows_followed ON public.follows USING btree (followed_uuid, follower_uuid);

CREATE INDEX follows_newest_followed ON public.follows USING btree (follower_uuid, created_at DESC, followed_uuid DESC);

CREATE INDEX follows_newest_followers ON public.follows USING btree (followed_uuid, created_at DESC, follower_uuid DESC);

CREATE INDEX likes_newest ON public.likes USING btree (user_uuid, created_at DESC, activity_uuid DESC);

CREATE INDEX likes_recent ON public.likes USING btree (created_at DESC, activity_uuid DESC);

CREATE INDEX likes_user ON public.likes USING btree (user_uuid, activity_uuid);

CREATE INDEX moderator_notices_expiry ON public.moderator_notices USING btree (expires_at);

CREATE INDEX moderator_notices_user ON public.moderator_notices USING btree (user_uuid, created_at DESC, uuid DESC);

CREATE INDEX mutes_muted ON public.mutes USING btree (muted_uuid);

CREATE INDEX mutes_until ON public.mutes USING btree (until) WHERE (until IS NOT NULL);

CREATE INDEX notification_actors_actor ON public.notification_actors USING btree (actor_uuid);

CREATE INDEX notifications_activity ON public.notifications USING btree (activity_uuid, user_uuid);

CREATE INDEX notifications_age ON public.notifications USING btree (created_at);

CREATE INDEX notifications_newest ON public.notifications USING btree (user_uuid, created_at DESC, uuid DESC);

CREATE INDEX notifications_spoken ON public.notifications USING btree (user_uuid, created_at DESC, uuid DESC) WHERE (kind = ANY (ARRAY['quote'::text, 'reply'::text, 'mention'::text]));

CREATE INDEX notifications_unread ON public.notifications USING btree (user_uuid, created_at DESC) WHERE ((read_at IS NULL) OR (read_at < created_at));

CREATE INDEX pins_activity ON public.pins USING btree (activity_uuid);

CREATE INDEX report_copies_expiry ON public.report_copies USING btree (expires_at);

CREATE INDEX report_notes_expiry ON public.report_notes USING btree (expires_at);

CREATE INDEX reports_reporter ON public.reports USING btree (reporter_uuid, created_at DESC, case_uuid DESC);

CREATE INDEX reposts_newest ON public.reposts USING btree (user_uuid, created_at DESC, activity_uuid DESC);

CREATE INDEX seals_until ON public.seals USING btree (until);

CREATE INDEX seals_user ON public.seals USING btree (user_uuid);

CREATE INDEX set_aside_expiry ON public.set_aside USING btree (expires_at);

CREATE INDEX set_aside_follows_followed ON public.set_aside_follows USING btree (followed_uuid);

CREATE INDEX set_aside_follows_follower ON public.set_aside_follows USING btree (follower_uuid);

CREATE INDEX set_aside_likes_activity ON public.set_aside_likes USING btree (activity_uuid);

CREATE INDEX set_aside_reposts_activity ON public.set_aside_reposts USING btree (activity_uuid);

CREATE INDEX set_aside_user ON public.set_aside USING btree (user_uuid);

CREATE INDEX thread_mutes_newest ON public.thread_mutes USING btree (user_uuid, created_at DESC, activity_uuid DESC);

CREATE INDEX users_absent ON public.users USING btree (uuid) WHERE ((disabled_at IS NOT NULL) OR (delete_at IS NOT NULL));

CREATE INDEX users_delete_at ON public.users USING btree (delete_at) WHERE (delete_at IS NOT NULL);

CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email));

CREATE INDEX users_handle_prefix ON public.users USING btree (handle text_pattern_ops);

CREATE INDEX users_newest ON public.users USING btree (created_at DESC, uuid DESC);

CREATE INDEX users_words ON public.users USING gin (words_of(((handle || ' '::text) || display_name), 'und'::text));

CREATE INDEX word_filters_expiry ON public.word_filters USING btree (expires_at) WHERE (expires_at IS NOT NULL);

alter table platform.archive_pieces add constraint archive_pieces_archive_uuid_fkey FOREIGN KEY (archive_uuid) REFERENCES platform.archives(uuid) ON DELETE CASCADE;

alter table platform.archives add constraint archives_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.authenticators add constraint authenticators_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.challenges add constraint challenges_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.codes add constraint codes_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.cognito_people add constraint cognito_people_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.cognito_sessions add constraint cognito_sessions_session_uuid_fkey FOREIGN KEY (session_uuid) REFERENCES platform.sessions(uuid) ON DELETE CASCADE;

alter table platform.credentials add constraint credentials_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.handles add constraint handles_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.idempotency_keys add constraint idempotency_keys_caller_uuid_fkey FOREIGN KEY (caller_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.passkeys add constraint passkeys_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.recovery_codes add constraint recovery_codes_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table platform.sessions add constraint sessions_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.activities add constraint activities_reply_to_activity_uuid_fkey FOREIGN KEY (reply_to_activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.activities add constraint activities_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.activity_mentions add constraint activity_mentions_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.activity_mentions add constraint activity_mentions_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.activity_tags add constraint activity_tags_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.activity_words add constraint activity_words_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.blocks add constraint blocks_blocked_uuid_fkey FOREIGN KEY (blocked_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.blocks add constraint blocks_blocker_uuid_fkey FOREIGN KEY (blocker_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.bookmarks add constraint bookmarks_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.bookmarks add constraint bookmarks_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.cases add constraint cases_author_uuid_fkey FOREIGN KEY (author_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.cases add constraint cases_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES users(uuid) ON DELETE SET NULL;

alter table public.deletions add constraint deletions_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.deletions add constraint deletions_root_uuid_fkey FOREIGN KEY (root_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.dismissals add constraint dismissals_dismissed_uuid_fkey FOREIGN KEY (dismissed_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.dismissals add constraint dismissals_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.edits add constraint edits_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.follow_requests add constraint follow_requests_requested_uuid_fkey FOREIGN KEY (requested_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.follow_requests add constraint follow_requests_requester_uuid_fkey FOREIGN KEY (requester_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.follows add constraint follows_followed_uuid_fkey FOREIGN KEY (followed_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.follows add constraint follows_follower_uuid_fkey FOREIGN KEY (follower_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.likes add constraint likes_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.likes add constraint likes_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.moderator_notices add constraint moderator_notices_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.mutes add constraint mutes_muted_uuid_fkey FOREIGN KEY (muted_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.mutes add constraint mutes_muter_uuid_fkey FOREIGN KEY (muter_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.notification_actors add constraint notification_actors_actor_uuid_fkey FOREIGN KEY (actor_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.notification_actors add constraint notification_actors_notification_uuid_fkey FOREIGN KEY (notification_uuid) REFERENCES notifications(uuid) ON DELETE CASCADE;

alter table public.notification_settings add constraint notification_settings_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.notifications add constraint notifications_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.notifications add constraint notifications_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.pins add constraint pins_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.pins add constraint pins_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.report_copies add constraint report_copies_case_uuid_fkey FOREIGN KEY (case_uuid) REFERENCES cases(uuid) ON DELETE CASCADE;

alter table public.report_notes add constraint report_notes_report FOREIGN KEY (case_uuid, reporter_uuid) REFERENCES reports(case_uuid, reporter_uuid) ON DELETE CASCADE;

alter table public.reports add constraint reports_case_uuid_fkey FOREIGN KEY (case_uuid) REFERENCES cases(uuid) ON DELETE CASCADE;

alter table public.reports add constraint reports_reporter_uuid_fkey FOREIGN KEY (reporter_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.reposts add constraint reposts_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.reposts add constraint reposts_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.seals add constraint seals_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.set_aside add constraint set_aside_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.set_aside add constraint set_aside_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.set_aside_follows add constraint set_aside_follows_followed_uuid_fkey FOREIGN KEY (followed_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.set_aside_follows add constraint set_aside_follows_follower_uuid_fkey FOREIGN KEY (follower_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.set_aside_follows add constraint set_aside_follows_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.set_aside_likes add constraint set_aside_likes_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.set_aside_likes add constraint set_aside_likes_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.set_aside_reposts add constraint set_aside_reposts_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.set_aside_reposts add constraint set_aside_reposts_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.thread_mutes add constraint thread_mutes_activity_uuid_fkey FOREIGN KEY (activity_uuid) REFERENCES activities(uuid) ON DELETE CASCADE;

alter table public.thread_mutes add constraint thread_mutes_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

alter table public.word_filters add constraint word_filters_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid) ON DELETE CASCADE;

CREATE TRIGGER audit_is_kept BEFORE DELETE OR UPDATE ON platform.audit FOR EACH ROW EXECUTE FUNCTION platform.audit_is_kept();

CREATE TRIGGER audit_is_kept_whole BEFORE TRUNCATE ON platform.audit FOR EACH STATEMENT EXECUTE FUNCTION platform.audit_is_kept();

CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF message, language ON public.activities FOR EACH ROW EXECUTE FUNCTION keep_words();

-- applied: 0001_people 0002_cruds 0003_platform 0004_operations 0005_accounts 0006_session_scopes 0007_account_indexes 0010_signups 0020_leaving 0021_archives 0030_factors 0040_cognito 0050_newest_people 0051_audit_actions 0060_cruds 0061_circles 0062_crud_indexes 0063_handle_prefix 0064_set_aside_reposts 0070_approval 0071_requests 0072_newest_follows 0073_absent_people 0074_mute_ends 0080_words 0081_words_of_old_cruds 0082_people_words 0083_recent_tags 0084_recent_likes 0090_notifications 0100_cases 0101_seals 0102_word_filters 0103_moderator_notices 0110_spoken_language 0120_erased_pool_accounts 0121_words_and_times 0122_times_of_old_words 0123_lists_skip_what_has_ended
