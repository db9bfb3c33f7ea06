-- Nothing is queued, runs or has a timer, except the deadline of a draft.
select rest.*
from (
  select job_id, n, 'ready' as what from baton.ready
  union all
  select job_id, n, 'running' from baton.running
  union all
  select job_id, n, kind from baton.timers
) as rest
join baton.jobs as job on job.id = rest.job_id
where job.status <> 'draft'
