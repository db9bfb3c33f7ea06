-- After each statement that deletes jobs, whoever does it: how the ended ones of batches had ended
-- is kept, so that a batch tells the same before and after retention. A job that was open has no
-- end: it is no job of the batch any more, and may have been the last one open.
create or replace function baton._count_gone_jobs() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_batches bigint[];
begin
  insert into job_changes (block, job_type, from_status, jobs)
  select job.id / 1000, coalesce(job.job_type, ''), job.status, count(*)
  from gone_jobs as job
  group by job.id / 1000, job.job_type, job.status;
  if not exists (select from gone_jobs where batch_id is not null) then
    return null;
  end if;
  with named as materialized (
    select batch.id, counted.*
    from (
      select job.batch_id, job.organisation_id,
        count(*) filter (where job.status = 'completed') as completed,
        count(*) filter (where job.status = 'failed') as failed,
        count(*) filter (where job.status = 'cancelled') as cancelled,
        count(*) filter (where job.finished_at is null) as open,
        coalesce(sum(job.warnings) filter (where job.finished_at is not null), 0) as warnings,
        coalesce(sum(job.total_steps) filter (where job.finished_at is not null), 0) as steps,
        coalesce(sum(
          case
            when job.status = 'completed' then job.total_steps
            when job.finished_at is not null then (
              select count(*)
              from step_rows as step   -- which leave after their jobs
              where step.job_id = job.id and _is_done(step.status, step.status_reason))
          end), 0) as done_steps,
        min(job.started_at) filter (where job.finished_at is not null) as started_at,
        max(job.finished_at) as finished_at
      from gone_jobs as job
      where job.batch_id is not null
      group by job.batch_id, job.organisation_id
    ) as counted
    join batches as batch
      on batch.name = counted.batch_id
      and batch.organisation_id is not distinct from counted.organisation_id
    order by batch.id
    for no key update of batch
  ), kept as (
    update batches as batch
    set gone_completed = batch.gone_completed + named.completed,
        gone_failed = batch.gone_failed + named.failed,
        gone_cancelled = batch.gone_cancelled + named.cancelled,
        gone_warnings = batch.gone_warnings + named.warnings,
        gone_steps = batch.gone_steps + named.steps,
        gone_done_steps = batch.gone_done_steps + named.done_steps,
        gone_started_at = least(batch.gone_started_at, named.started_at),
        gone_finished_at = greatest(batch.gone_finished_at, named.finished_at)
    from named
    where batch.id = named.id
  )
  select array_agg(named.id order by named.id) into v_batches
  from named
  join batches as batch on batch.id = named.id
  where named.open > 0 and batch.on_end_job_type is not null;

  perform _run_batch_ends(array(
    select done
    from unnest(v_batches) as batch
    cross join lateral _lock_batch_if_done(batch) as done
    where done.id is not null));
  return null;
end
$$;
comment on function baton._count_gone_jobs() is
  'Takes jobs that leave off the counts of jobs, and keeps those of their batches.';
