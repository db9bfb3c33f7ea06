-- A step waits for its retry exactly when there is a timer for it, with the same due time.
select coalesce(step.job_id, timer.job_id) as job_id, coalesce(step.n, timer.n) as n, step.status, step.due_at, timer.due_at as timer
from (select * from baton.step_rows where status = 'retrying') as step
full join (select * from baton.timers where kind = 'retry') as timer on timer.job_id = step.job_id and timer.n = step.n
where step.due_at is distinct from timer.due_at
