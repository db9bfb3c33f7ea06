-- Of the jobs of a subject whose type takes one at a time, no two have steps that started or may start.
select job.job_type, job.subject, job.organisation_id, count(*) as active
from baton.jobs as job
where job.one_active is not null and job.finished_at is null
  and exists (
    select from baton.step_rows as step
    where step.job_id = job.id and step.status in ('ready', 'retrying', 'action_required'))
group by job.job_type, job.subject, job.organisation_id
having count(*) > 1
