-- Every start, open or ended, belongs to a step of a job, and to an executor that registered.
select attempt.job_id, attempt.n, attempt.attempt, attempt.executor_id
from (
  select job_id, n, attempt, executor_id from baton.running
  union all
  select job_id, n, attempt, executor_id from baton.attempt_rows
) as attempt
where not exists (select from baton.step_rows as step where step.job_id = attempt.job_id and step.n = attempt.n)
   or not exists (select from baton.executors as executor where executor.id = attempt.executor_id)
