create view baton.attempt_history as
select
  attempt.job_id,
  job.job_type,
  job.organisation_id,
  job.subject,
  attempt.step_key,
  attempt.attempt,
  attempt.generation,
  attempt.executor,
  attempt.host,
  attempt.started_at,
  attempt.finished_at,
  attempt.duration,
  attempt.outcome,
  attempt.exit_code,
  attempt.signal,
  attempt.error_code,
  attempt.error_message,
  attempt.error_detail
from baton.attempts as attempt
join baton.jobs as job on job.id = attempt.job_id
where attempt.outcome <> 'running';

comment on view baton.attempt_history is
  'Every attempt that has ended, with its job''s type, organisation and subject.';
