create view baton.error_stats as
select
  job.job_type,
  definition.key as step_key,
  attempt.error_code,
  count(*) as attempts,
  count(distinct attempt.job_id) as jobs,
  min(attempt.finished_at) as first_at,
  max(attempt.finished_at) as last_at
from baton.attempt_rows as attempt
join baton.jobs as job on job.id = attempt.job_id
join baton.definition_steps as definition
  on definition.definition_id = job.definition_id and definition.n = attempt.n
where attempt.error_code is not null
group by job.job_type, definition.key, attempt.error_code;

comment on view baton.error_stats is 'How often which step failed with which error class, over all attempts that are kept. Reads them all.';
