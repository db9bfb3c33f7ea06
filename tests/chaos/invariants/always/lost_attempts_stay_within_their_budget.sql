-- A step is lost to dying executors at most once more than settings.lost_attempts per generation, and the counter is right.
select step.job_id, step.n, step.lost, counted.lost as recorded, settings.lost_attempts
from baton.step_rows as step
join baton.settings on true
left join (
  select job_id, n, generation, count(*) as lost from baton.attempt_rows where outcome = 'lost' group by job_id, n, generation
) as counted on counted.job_id = step.job_id and counted.n = step.n and counted.generation = step.generation
where step.lost <> coalesce(counted.lost, 0)
   or step.lost > settings.lost_attempts + 1
   or step.lost > settings.lost_attempts and step.status in ('pending', 'ready', 'retrying')
