-- Every job that was started, and waits for nobody, has ended.
select job.id, job.status, job.open_steps
from baton.jobs as job
where job.status not in ('completed', 'failed', 'cancelled', 'draft')
