-- Of the jobs of a subject whose type takes one at a time, and of those of a schedule, no two have steps
-- that started or may start.
select baton._turn_key(job) as key, count(*) as active
from baton.jobs as job
where job.one_active is not null and job.finished_at is null
  and exists (
    select from baton.step_rows as step
    where step.job_id = job.id and step.status in ('ready', 'retrying', 'action_required'))
group by baton._turn_key(job)
having count(*) > 1
