-- Jobs of which a step just failed for good with on_failure fail_job: remember it and the first
-- such error.
create function baton._mark_failing(p_ended baton.step_ref[]) returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_failing bigint[];
begin
  with failed as (
    select distinct on (step.job_id) step.job_id, step.n, step.error_code, step.error_message
    from unnest(p_ended) as ended
    -- OFFSET 0: each is looked up by its whole key, and first of all whether it failed, which few
    -- have.
    cross join lateral (select * from step_rows where step_rows.job_id = ended.job_id and step_rows.n = ended.n and step_rows.status = 'failed' offset 0) as step
    cross join lateral (select * from jobs where jobs.id = ended.job_id offset 0) as job
    cross join lateral (select * from definition_steps where definition_steps.definition_id = job.definition_id and definition_steps.n = ended.n offset 0) as definition
    where definition.on_failure = 'fail_job'
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
  select array_agg(marked.id) into v_failing from marked;
  return v_failing;
end
$$;
comment on function baton._mark_failing(baton.step_ref[]) is
  'Marks the jobs whose ended steps make them fail; returns their ids, or null.';
