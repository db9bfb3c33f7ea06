-- A job's counters of steps, of steps that have not ended and of warnings agree with its steps.
select job.id, job.status, job.total_steps, counted.total, job.open_steps, counted.open, job.warnings, counted.warnings
from baton.jobs as job
left join (
  select job_id, count(*) as total, count(warning) as warnings,
    count(*) filter (where status not in ('completed', 'failed', 'skipped', 'cancelled')) as open
  from baton.step_rows
  group by job_id
) as counted on counted.job_id = job.id
where (job.total_steps, job.open_steps, job.warnings) is distinct from (counted.total, counted.open, counted.warnings)
