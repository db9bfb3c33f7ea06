-- Every job whose COMMIT was confirmed to its submitter is there.
select accepted.id
from accepted_jobs as accepted
where not exists (select from baton.jobs as job where job.id = accepted.id)
