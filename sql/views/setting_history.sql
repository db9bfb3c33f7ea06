create view baton.setting_history as
select
  change.id,
  change.at,
  change.actor,
  change.table_name,
  change.key,
  case when change.old is null then 'inserted' when change.new is null then 'deleted' else 'updated' end as action,
  change.old,
  change.new
from baton.setting_changes as change;

comment on view baton.setting_history is
  'The audit of what operators edit with plain SQL: the newest 10,000 changes of settings, '
  'limits, queues, breakers, error classes, retention policies and notifications.';
comment on column baton.setting_history.actor is
  'The role, and the name given with set_config(''baton.actor'', ...).';
comment on column baton.setting_history.table_name is
  'The table of schema baton that the row belongs to.';
comment on column baton.setting_history.key is
  'What names the row there; an error class: its code and id.';
comment on column baton.setting_history.action is 'inserted, updated or deleted.';
comment on column baton.setting_history.old is
  'What was there: of an update the columns that changed, else the row. Of a webhook''s URL only '
  'the server.';
comment on column baton.setting_history.new is 'What took its place.';
