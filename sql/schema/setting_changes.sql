-- Who changed what holds for the whole installation, with plain SQL or otherwise. A trigger writes
-- it (_record_setting) and keeps the newest 10,000, so that it needs no retention of its own.
create table baton.setting_changes (
  id         bigint      generated always as identity primary key,
  at         timestamptz not null,
  actor      text        not null,
  table_name text        not null,
  key        text        not null,
  old        jsonb,                               -- null: the row is new
  new        jsonb,                               -- null: it was removed
  constraint something_changed check (old is distinct from new)
);
comment on table baton.setting_changes is
  'The newest 10,000 changes of settings, limits, queues, breakers, error classes, retention and '
  'notifications. Read it through baton.setting_history.';
