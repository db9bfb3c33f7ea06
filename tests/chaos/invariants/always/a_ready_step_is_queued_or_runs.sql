-- A step that is ready waits in the queue or holds a token, exactly one of the two; a step that is not ready does neither.
select coalesce(step.job_id, place.job_id) as job_id, coalesce(step.n, place.n) as n, step.status, place.queued, place.running
from baton.step_rows as step
full join (
  select entry.job_id, entry.n, sum(entry.queued) as queued, sum(entry.running) as running
  from (
    select ready.job_id, ready.n, 1 as queued, 0 as running from baton.ready
    union all
    select running.job_id, running.n, 0, 1 from baton.running
  ) as entry
  group by entry.job_id, entry.n
) as place on place.job_id = step.job_id and place.n = step.n
where coalesce(place.queued + place.running, 0) <> case when step.status = 'ready' then 1 else 0 end
