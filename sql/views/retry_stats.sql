create view baton.retry_stats as
select
  job.job_type,
  definition.key as step_key,
  count(*) as steps,
  count(*) filter (where step.attempts > 1) as steps_retried,
  count(*) filter (where step.attempts > 1 and step.status = 'completed') as completed_after_retry,
  count(*) filter (where step.status = 'failed') as failed_for_good,
  sum(step.attempts) as attempts,
  max(step.attempts) as most_attempts
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition
  on definition.definition_id = job.definition_id and definition.n = step.n
where step.attempts > 0
group by job.job_type, definition.key;

comment on view baton.retry_stats is 'How often steps needed another attempt, and whether it helped, over all jobs that are kept. Reads them all.';
