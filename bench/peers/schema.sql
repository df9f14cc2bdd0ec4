-- The original stack's tables, with the indices that it lacked and a careful person would add.
create schema peer;
create table peer.users as select uuid, display_name, handle, email, cognito_user_id, created_at::timestamp from public.users;
alter table peer.users add primary key (uuid);
create table peer.activities as
  select uuid, user_uuid, message, replies_count, reposts_count, likes_count, reply_to_activity_uuid,
    expires_at::timestamp, created_at::timestamp from public.activities;
alter table peer.activities add primary key (uuid);
create index on peer.activities (created_at desc) where reply_to_activity_uuid is null;
vacuum analyze peer.users;
vacuum analyze peer.activities;
