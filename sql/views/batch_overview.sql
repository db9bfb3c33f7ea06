-- Counted from the jobs each time, so it cannot drift; it takes as long as the batch is large.
create view baton.batch_overview as
select
  batch.id,
  batch.name,
  batch.organisation_id,
  counted.jobs,
  counted.draft,
  counted.pending,
  counted.in_progress,
  counted.cancelling,
  counted.completed,
  counted.failed,
  counted.cancelled,
  counted.warnings,
  -- Steps that have ended, of all steps; 100 only when all jobs have ended.
  case
    when counted.jobs = 0 then null
    when counted.jobs = counted.completed + counted.failed + counted.cancelled then 100
    else least(99, 100 * counted.ended_steps / counted.steps)
  end::int as progress_percent,
  batch.created_at,
  batch.created_by,
  counted.started_at,
  case when counted.jobs = counted.completed + counted.failed + counted.cancelled then counted.finished_at end as finished_at,
  batch.round,
  batch.on_end_job_type,
  batch.end_job_id,
  batch.end_error
from baton.batches as batch
cross join lateral (
  select
    count(*) as jobs,
    count(*) filter (where job.status = 'draft') as draft,
    count(*) filter (where job.status = 'pending') as pending,
    count(*) filter (where job.status = 'in_progress') as in_progress,
    count(*) filter (where job.status = 'cancelling') as cancelling,
    count(*) filter (where job.status = 'completed') as completed,
    count(*) filter (where job.status = 'failed') as failed,
    count(*) filter (where job.status = 'cancelled') as cancelled,
    coalesce(sum(job.warnings), 0)::bigint as warnings,
    sum(job.total_steps) as steps,
    sum(job.total_steps - job.open_steps) as ended_steps,
    min(job.started_at) as started_at,
    max(job.finished_at) as finished_at
  from baton.jobs as job
  where job.batch_id = batch.name and job.organisation_id is not distinct from batch.organisation_id
) as counted;

comment on view baton.batch_overview is 'One row per batch: how many of its jobs are where, and how far they are. Ask by name, or order by id desc with a limit.';
comment on column baton.batch_overview.progress_percent is 'Steps that have ended, of all steps; 100 only when all jobs have ended.';
comment on column baton.batch_overview.finished_at is 'When the last job ended; null while one has not.';
comment on column baton.batch_overview.round is 'How often the batch was set to work: retry_batch() counts it up, if the batch had ended.';
comment on column baton.batch_overview.end_job_id is 'The job that was submitted when the batch ended.';
comment on column baton.batch_overview.end_error is 'Why that job was refused.';
