-- Counted from the jobs each time, and from what is kept of those that have left, so it cannot
-- drift; it takes as long as the batch is large.
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
  counted.removed,
  counted.warnings,
  case when counted.jobs > 0 then
    baton._progress_percent(counted.completed = counted.jobs, counted.done_steps,
      counted.running_progress, counted.steps)
  end as progress_percent,
  batch.created_at,
  batch.created_by,
  counted.started_at,
  case when not counted.is_open then counted.finished_at end as finished_at,
  batch.round + (counted.is_open and batch.ended_at is not null)::int as round,
  batch.on_end_job_type,
  case when not counted.is_open then batch.end_job_id end as end_job_id,
  case when not counted.is_open then batch.end_error end as end_error
from baton.batches as batch
cross join lateral (
  select
    batch.gone_completed + batch.gone_failed + batch.gone_cancelled as removed,
    batch.gone_completed + batch.gone_failed + batch.gone_cancelled + count(*) as jobs,
    count(*) filter (where job.status = 'draft') as draft,
    count(*) filter (where job.status = 'pending') as pending,
    count(*) filter (where job.status = 'in_progress') as in_progress,
    count(*) filter (where job.status = 'cancelling') as cancelling,
    batch.gone_completed + count(*) filter (where job.status = 'completed') as completed,
    batch.gone_failed + count(*) filter (where job.status = 'failed') as failed,
    batch.gone_cancelled + count(*) filter (where job.status = 'cancelled') as cancelled,
    coalesce(bool_or(job.status not in ('completed', 'failed', 'cancelled')), false) as is_open,
    (batch.gone_warnings + coalesce(sum(job.warnings), 0))::bigint as warnings,
    batch.gone_steps + coalesce(sum(job.total_steps), 0) as steps,
    batch.gone_done_steps + coalesce(sum(
      case
        when job.status = 'completed' then job.total_steps
        when job.open_steps < job.total_steps then (
          select count(*)
          from baton.step_rows as step
          where step.job_id = job.id and baton._is_done(step.status, step.status_reason))
      end), 0) as done_steps,
    sum(
      case when job.status = 'in_progress' then (
        select sum(running.progress) from baton.running as running where running.job_id = job.id)
      end) as running_progress,
    least(batch.gone_started_at, min(job.started_at)) as started_at,
    greatest(batch.gone_finished_at, max(job.finished_at)) as finished_at
  from baton.jobs as job
  where job.batch_id = batch.name and job.organisation_id is not distinct from batch.organisation_id
) as counted;

comment on view baton.batch_overview is
  'One row per batch: how many of its jobs are where, and how far they are. Ask by name, or order '
  'by id desc with a limit.';
comment on column baton.batch_overview.progress_percent is
  'Steps that are done and the running steps'' own progress, of all steps, as in job_overview; '
  '100 only when all jobs have completed.';
comment on column baton.batch_overview.removed is
  'So many of these jobs have left since (retention, archive_jobs). They are counted as they '
  'ended, and cannot be retried.';
comment on column baton.batch_overview.finished_at is
  'When the last job ended; null while one has not.';
comment on column baton.batch_overview.round is
  'How often the batch was set to work: a job that is retried or added after its end begins '
  'another round. Counted for batches with a job at their end.';
comment on column baton.batch_overview.end_job_id is
  'The job that was submitted when the batch ended; null while a job of it has not.';
comment on column baton.batch_overview.end_error is 'Why that job was refused.';
