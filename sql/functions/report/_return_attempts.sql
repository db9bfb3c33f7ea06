-- Attempts that were claimed and never begun (ended: not_begun) leave no trace: their steps wait
-- again where they waited before. Where that is not possible any more, because the job is being
-- cancelled or fails, they are interrupted ones. Under the jobs' locks. Returns what went back, and
-- the reports that are left.
create function baton._return_attempts(p_reports jsonb, out returned uuid[], out rest jsonb)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  with removed as (
    delete from running
    using jsonb_array_elements(p_reports) as report, jobs as job
    where report ->> 'ended' = 'not_begun'
      and running.job_id = (report ->> 'job_id')::bigint and running.n = (report ->> 'n')::int
      and running.token = (report ->> 'token')::uuid and running.stop_reason is null
      and job.id = running.job_id and job.status in ('pending', 'in_progress') and not job.failing
    returning running.job_id, running.n, running.token, job.definition_id, job.priority
  ), queued as (
    insert into ready (lane, priority, id, job_id, n)
    select definition.lane, removed.priority, step.ready_id, removed.job_id, removed.n
    from removed
    join step_rows as step on step.job_id = removed.job_id and step.n = removed.n
    join definition_steps as definition on definition.definition_id = removed.definition_id and definition.n = removed.n
  )
  select array_agg(removed.token) into returned from removed;

  select coalesce(jsonb_agg(case when report ->> 'ended' = 'not_begun' then report || '{"ended": "interrupted"}' else report end), '[]')
  into rest
  from jsonb_array_elements(p_reports) as report
  where (report ->> 'token')::uuid <> all (coalesce(returned, '{}'));
  if returned is not null then
    perform set_config('baton.ready_marks', '', false);   -- they lie before this session's marks (_take_ready)
    perform _ring_work();
  end if;
end
$$;
comment on function baton._return_attempts(jsonb) is
  'Puts attempts that were never begun back into the queue without a trace; returns their tokens '
  'and the other reports.';
