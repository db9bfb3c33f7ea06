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
  step.progress,
  step.progress_message,
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
  step.suggested_action,
  step.warning,
  step.depends_on,
  step.queue,
  step.n
from baton.steps as step
join baton.jobs as job on job.id = step.job_id
cross join (select baton._now() as now) as present
left join baton.executors as executor on executor.id = step.executor_id;

comment on view baton.step_overview is 'Steps with their job''s type and subject, where they run, and how long they took. Ask by job_id.';
comment on column baton.step_overview.duration is 'Of the running attempt so far, else of the last one.';
