create view baton.orphaned_jobs as
select
  step.job_id,
  job.job_type,
  job.organisation_id,
  job.subject,
  job.status,
  count(*)::int as orphaned_steps,
  array_agg(step.step_key order by step.n) as step_keys,
  array_agg(distinct step.orphaned_because) as orphaned_because,
  array_agg(distinct step.executor) as executors,
  array_agg(distinct step.host) as hosts,
  array_agg(distinct step.pid) as pids,
  min(step.last_sign_of_life) as last_sign_of_life,
  max(step.hours_stale) as hours_stale,
  coalesce(job.recoveries, 0) as recoveries
from baton.orphaned_steps as step
cross join lateral (
  select jobs.job_type, jobs.organisation_id, jobs.subject, jobs.status, jobs.recoveries
  from baton.jobs
  where jobs.id = step.job_id
  offset 0
) as job
group by step.job_id, job.job_type, job.organisation_id, job.subject, job.status, job.recoveries;

comment on view baton.orphaned_jobs is
  'Jobs with at least one orphaned step (see orphaned_steps); what older systems call stuck.';
comment on column baton.orphaned_jobs.last_sign_of_life is
  'Of the orphaned step that has been silent longest.';
comment on column baton.orphaned_jobs.recoveries is
  'How often recover_orphans has put the job back to work.';
comment on column baton.orphaned_jobs.hours_stale is
  'Hours since the last sign of life of the step that has been silent longest.';
