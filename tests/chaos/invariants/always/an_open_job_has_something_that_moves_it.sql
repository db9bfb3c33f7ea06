-- A started job has a step that is queued, runs, waits for its retry or for a person, or a time to start at; one that is being cancelled has a script to stop.
select job.id, job.status, job.open_steps
from baton.jobs as job
where job.status in ('pending', 'in_progress')
  and not exists (
    select from baton.step_rows as step
    where step.job_id = job.id and step.status in ('ready', 'retrying', 'action_required'))
  and not exists (select from baton.timers where timers.job_id = job.id and timers.n = 0 and timers.kind in ('run_at', 'turn'))
  and not exists (   -- it waits for another job of its subject: one that is active, or one that is told that it may be
    select from baton.turns as turn
    join baton.turns as other on other.key = turn.key
    where turn.job_id = job.id and not turn.active
      and (other.active or exists (select from baton.timers where timers.job_id = other.job_id and timers.n = 0 and timers.kind in ('run_at', 'turn'))))
union all
select job.id, job.status, job.open_steps
from baton.jobs as job
where job.status = 'cancelling'
  and not exists (select from baton.running where running.job_id = job.id)
