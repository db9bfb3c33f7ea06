-- Of the jobs that ended last only, so that it takes as long however many there are.
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
from (
  select distinct event.job_id
  from (
    select latest.job_id, latest.n, latest.to_status
    from baton.job_events as latest
    order by latest.id desc
    limit 2000
  ) as event
  where event.n is null and event.to_status in ('completed', 'failed', 'cancelled')
) as ended
cross join lateral (   -- OFFSET 0: by key, whatever the statistics say
  select jobs.id, jobs.job_type, jobs.definition_id from baton.jobs
    where jobs.id = ended.job_id offset 0
) as job
cross join lateral (
  select step_rows.n, step_rows.attempts, step_rows.status
  from baton.step_rows
  where step_rows.job_id = job.id and step_rows.attempts > 0
  offset 0
) as step
cross join lateral (
  select found.key
  from baton.definition_steps as found
  where found.definition_id = job.definition_id and found.n = step.n
  offset 0
) as definition
group by job.job_type, definition.key;

comment on view baton.retry_stats is
  'How often steps needed another attempt, and whether it helped, in the jobs that ended last: '
  'those that the newest 2000 entries of job_history name.';
