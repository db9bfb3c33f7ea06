-- Nothing of an ended job is queued, runs, has a timer or a secret.
select job.id, job.status, rest.what
from (
  select job_id, 'ready' as what from baton.ready
  union all
  select job_id, 'running' from baton.running
  union all
  select job_id, 'timer: ' || kind from baton.timers where kind <> 'breaker' and due_at > '1971-01-01'   -- older ones offer a turn: the next claim drops them
  union all
  select job_id, 'turn' from baton.turns
  union all
  select job_id, 'secrets' from baton.job_secrets
) as rest
left join baton.jobs as job on job.id = rest.job_id
where job.id is null or job.status in ('completed', 'failed', 'cancelled')
