-- The recorded changes of a job's status follow each other without a gap and end with the status that it has.
select step.job_id, step.id, step.from_status, step.before, step.to_status, step.after
from (
  select event.job_id, event.id, event.from_status, event.to_status,
    coalesce(lag(event.to_status) over history, case when job.auto_start then 'pending' else 'draft' end) as before,
    coalesce(lead(event.from_status) over history, job.status) as after
  from baton.job_events as event
  join baton.jobs as job on job.id = event.job_id
  where event.to_status is not null
    and (event.n is null or event.action in ('retry_job', 'recover_orphans'))
  window history as (partition by event.job_id order by event.id)
) as step
where step.from_status is distinct from step.before or step.to_status is distinct from step.after
union all
select job.id, null, null, case when job.auto_start then 'pending' else 'draft' end, null, job.status
from baton.jobs as job
where job.status <> case when job.auto_start then 'pending' else 'draft' end
  and not exists (select from baton.job_events as event where event.job_id = job.id)
