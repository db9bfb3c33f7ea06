-- A batch whose jobs have all ended has ended, and submitted its job or says why not.
select batch.name, batch.round, batch.ended_at, batch.end_job_id
from baton.batches as batch
where batch.on_end_job_type is not null
  and case when batch.ended_at is null
    then not exists (
      select from baton.jobs as job
      where job.batch_id = batch.name and job.organisation_id is not distinct from batch.organisation_id and job.finished_at is null)
    else (batch.end_job_id is null) = (batch.end_error is null) end
