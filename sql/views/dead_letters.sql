create view baton.dead_letters as
select
  job.id as job_id,
  job.job_type,
  job.organisation_id,
  job.subject,
  definition.key as step_key,
  definition.label as step_label,
  job.error_code,
  step.error_type,
  coalesce(job.error_message, step.error_message) as error_message,
  step.error_detail,
  step.suggested_action,
  class.recoverable,
  step.attempts,
  step.checkpoint,
  job.created_at,
  job.failed_at
from baton.jobs as job
left join baton.step_rows as step on step.job_id = job.id and step.n = job.error_step
left join baton.definition_steps as definition
  on definition.definition_id = job.definition_id and definition.n = job.error_step
left join lateral (
  -- A step's last attempt says which row of error_classes matched.
  select error_class.recoverable
  from baton.attempt_rows as attempt
  join baton.error_classes as error_class on error_class.id = attempt.error_class
  where attempt.job_id = job.id and attempt.n = job.error_step
  order by attempt.attempt desc
  limit 1
) as class on true
where job.failed_at is not null;

comment on view baton.dead_letters is
  'Jobs that failed for good: the step that decided, its error, and what to do about it. Order by '
  'failed_at desc, with a limit.';
comment on column baton.dead_letters.recoverable is
  'Whether the error class is marked as worth another try; null when no class matched.';
