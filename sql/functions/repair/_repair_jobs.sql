-- Under the jobs' locks, each by itself. In the order in which one thing shows the next: counters,
-- then what is queued, runs and waits, then what the job waits for.
create function baton._repair_jobs(p_jobs baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_job_id bigint;
  v_count int := 0;
begin
  for v_job_id in
    select job.id
    from jobs as job
    where job.id in (select given.job_id from unnest(p_jobs) as given)
      and job.status in ('pending', 'in_progress', 'cancelling')
    order by job.id
    for no key update skip locked
  loop
    v_count := v_count + _repair_steps(v_job_id) + _repair_job(v_job_id);
  end loop;
  return v_count;
end
$$;
comment on function baton._repair_jobs(baton.step_ref[]) is
  'Repairs jobs, passing over locked ones; returns how much was repaired.';
