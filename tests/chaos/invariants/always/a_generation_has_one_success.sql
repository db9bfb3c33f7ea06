-- At most one success is recorded per step and generation, and nothing of the same generation comes after it.
select success.job_id, success.n, success.generation, success.attempt as success, later.attempt as later
from baton.attempt_rows as success
join (
  select job_id, n, attempt, generation from baton.attempt_rows
  union all
  select running.job_id, running.n, running.attempt, step.generation
  from baton.running
  join baton.step_rows as step on step.job_id = running.job_id and step.n = running.n
) as later on later.job_id = success.job_id and later.n = success.n
  and later.generation = success.generation and later.attempt > success.attempt
where success.outcome = 'completed'
