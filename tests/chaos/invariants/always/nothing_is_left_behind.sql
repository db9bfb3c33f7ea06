-- A step of a started job does not stay pending when all its dependencies have ended.
select step.job_id, step.n, step.status_reason, job.status as job_status
from baton.step_rows as step
join baton.jobs as job on job.id = step.job_id
join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
where step.status = 'pending'
  and job.status in ('pending', 'in_progress')
  and not exists (
    select from baton.step_rows as parent
    where parent.job_id = step.job_id and parent.n = any (definition.parents)
      and parent.status not in ('completed', 'failed', 'skipped', 'cancelled'))
  and not exists (select from baton.timers where timers.job_id = job.id and timers.n = 0 and timers.kind in ('run_at', 'turn'))
  and not exists (   -- it waits for another job of its subject: one that is active, or one that is told that it may be
    select from baton.turns as turn
    join baton.turns as other on other.key = turn.key
    where turn.job_id = job.id and not turn.active
      and (other.active or exists (select from baton.timers where timers.job_id = other.job_id and timers.n = 0 and timers.kind in ('run_at', 'turn'))))
