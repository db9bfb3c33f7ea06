-- Of the newest failures only, so that it takes as long however many there are.
create view baton.error_stats as
select
  job.job_type,
  definition.key as step_key,
  attempt.error_code,
  count(*) as attempts,
  count(distinct attempt.job_id) as jobs,
  min(attempt.finished_at) as first_at,
  max(attempt.finished_at) as last_at
from (
  select ended.job_id, ended.n, ended.error_code, ended.finished_at
  from baton.attempt_rows as ended
  where ended.error_code is not null
  order by ended.finished_at desc
  limit 2000
) as attempt
cross join lateral (   -- OFFSET 0: by key, whatever the statistics say
  select jobs.job_type, jobs.definition_id from baton.jobs where jobs.id = attempt.job_id offset 0
) as job
cross join lateral (
  select found.key
  from baton.definition_steps as found
  where found.definition_id = job.definition_id and found.n = attempt.n
  offset 0
) as definition
group by job.job_type, definition.key, attempt.error_code;

comment on view baton.error_stats is
  'How often which step failed with which error class, in the 2000 attempts that failed last. '
  'baton.metrics counts all that ever failed.';
