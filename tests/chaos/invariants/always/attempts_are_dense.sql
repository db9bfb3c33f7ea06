-- The attempts of a step are numbered 1 to n without a gap, ended ones first, then the one that runs.
select step.job_id, step.n, step.attempts, ended.attempts as recorded, ended.highest, running.attempt as running
from baton.step_rows as step
left join (
  select job_id, n, count(*) as attempts, max(attempt) as highest from baton.attempt_rows group by job_id, n
) as ended on ended.job_id = step.job_id and ended.n = step.n
left join baton.running on running.job_id = step.job_id and running.n = step.n
where step.attempts <> coalesce(ended.attempts, 0)
   or step.attempts <> coalesce(ended.highest, 0)
   or running.attempt <> step.attempts + 1
