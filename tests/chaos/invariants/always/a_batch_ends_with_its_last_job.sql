-- A batch whose jobs have all ended has ended since, and submitted its job or says why not.
select batch.name, batch.round, batch.ended_at, batch.end_job_id
from baton.batches as batch
cross join lateral (
  select coalesce(bool_or(job.finished_at is null), false) as is_open,
    max(job.finished_at) as finished_at
  from baton.jobs as job
  where job.batch_id = batch.name and job.organisation_id is not distinct from batch.organisation_id
) as jobs
where batch.on_end_job_type is not null
  and (not jobs.is_open and (batch.ended_at is null or batch.ended_at < jobs.finished_at)
    or batch.ended_at is not null and (batch.end_job_id is null) = (batch.end_error is null))
