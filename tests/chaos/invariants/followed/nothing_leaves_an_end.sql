-- A step that was seen as ended is so still, in the same generation and with the same status, unless a reset or an edit of its job was recorded since.
select seen.job_id, seen.n, seen.generation as seen_generation, seen.status as seen_status, step.generation, step.status
from seen_ends as seen
left join baton.step_rows as step on step.job_id = seen.job_id and step.n = seen.n
where (step.generation, step.status) is distinct from (seen.generation, seen.status)
  and not exists (
    select from baton.job_events as event
    where event.job_id = seen.job_id and event.id > seen.event_id
      and event.action in ('retry_job', 'recover_orphans', 'reset_step', 'set_step_status', 'set_step_statuses'))
