create view baton.job_history as
select
  event.id,
  event.at,
  event.job_id,
  definition.key as step_key,
  event.from_status,
  event.to_status,
  event.action,
  event.actor,
  event.reason
from baton.job_events as event
left join baton.jobs as job on job.id = event.job_id
left join lateral (
  select step.key
  from baton.definition_steps as step
  where step.definition_id = job.definition_id and step.n = event.n
  offset 0   -- by key: else all definitions are read for the history of one job
) as definition on true;

comment on view baton.job_history is
  'The audit: who changed which job or step, when, from what to what, and why.';
comment on column baton.job_history.id is
  'In the order of writing, not of commits: an entry can appear below a later one. To follow the '
  'history, call follow_history().';
comment on column baton.job_history.step_key is 'The step, where the entry is about one.';
comment on column baton.job_history.action is
  'The function that did it: claim, report, cancel_job, retry_job, maintain ...';
comment on column baton.job_history.actor is
  'The role, and the name an application gave with set_config(''baton.actor'', ...).';
