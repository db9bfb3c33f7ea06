create view baton.step_overview as
select
  step.job_id,
  job.job_type,
  job.organisation_id,
  job.subject,
  job.status as job_status,
  step.key as step_key,
  step.label,
  step.phase,
  step.kind,
  step.status,
  step.status_reason,
  step.attempts,
  step.failures,
  case when step.failures is not null
    then baton._allowed_retries(step.job_id, step.n) end as max_retries,
  step.lost_attempts,
  present.max_lost_attempts,
  step.max_attempts,
  step.progress,
  step.progress_message,
  step.items_done,
  step.items_total,
  step.items_failed,
  step.started_at,
  step.finished_at,
  coalesce(step.finished_at, case when step.status = 'running' then present.now end) - step.started_at as duration,
  step.next_retry_at,
  executor.name as executor,
  executor.host,
  step.last_sign_of_life,
  step.error_code,
  step.error_type,
  step.error_message,
  step.error_detail,
  step.suggested_action,
  step.warning,
  step.depends_on,
  step.queue,
  step.n
from baton.steps as step
join baton.jobs as job on job.id = step.job_id
cross join (
  select baton._now() as now, (select lost_attempts from baton.settings) as max_lost_attempts
) as present
left join baton.executors as executor on executor.id = step.executor_id;

comment on view baton.step_overview is
  'Steps with their job''s type and subject, where they run, and how long they took. Ask by '
  'job_id.';
comment on column baton.step_overview.failures is
  'Failures since the last reset, by error class: the first budget.';
comment on column baton.step_overview.max_retries is
  'How many of them the class of the last one allows.';
comment on column baton.step_overview.lost_attempts is
  'Attempts lost with their executors since the last reset: the second budget.';
comment on column baton.step_overview.max_lost_attempts is
  'How many of them are followed by another attempt.';
comment on column baton.step_overview.max_attempts is
  'The third budget: how many starts there may be at all; null: any number.';
comment on column baton.step_overview.duration is
  'Of the running attempt so far, else of the last one.';
