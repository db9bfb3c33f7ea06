-- Jobs of which a step just failed for good with on_failure fail_job: remember it and the first such error.
create function baton._mark_failing(p_ended baton.step_ref[]) returns bigint[]
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  with failed as (
    select distinct on (step.job_id) step.job_id, step.n, step.error_code, step.error_message
    from unnest(p_ended) as ended
    join jobs as job on job.id = ended.job_id
    join step_rows as step on step.job_id = ended.job_id and step.n = ended.n
    join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = ended.n
    where step.status = 'failed' and definition.on_failure = 'fail_job'
    order by step.job_id, step.n
  ), marked as (
    update jobs as job
    set failing = true,
        status_reason = case when job.status = 'cancelling' then job.status_reason else 'step_failed' end,
        error_step = coalesce(job.error_step, failed.n),
        error_code = coalesce(job.error_code, failed.error_code),
        error_message = coalesce(job.error_message, failed.error_message)
    from failed
    where job.id = failed.job_id
    returning job.id
  )
  select array_agg(marked.id) from marked
$$;
comment on function baton._mark_failing(baton.step_ref[]) is
  'Marks the jobs whose ended steps make them fail; returns their ids, or null.';
