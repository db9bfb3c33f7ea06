-- Jobs whose first step was claimed are in progress. A claim never waits: a job that somebody has locked is passed
-- over here, and whoever reports on it writes the status then.
create function baton._note_started(p_job_ids bigint[], p_executor_id bigint) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_waiting bigint[];
begin
  with waiting as materialized (
    select job.id
    from jobs as job
    where job.id = any (p_job_ids) and job.status = 'pending'
    order by job.id
    for no key update skip locked
  )
  select array_agg(waiting.id) into v_waiting from waiting;
  if v_waiting is not null then
    perform _begin_jobs(v_waiting, 'claim', 'executor ' || p_executor_id);
  end if;
end
$$;
comment on function baton._note_started(bigint[], bigint) is 'Moves claimed jobs from pending to in_progress, passing over locked ones.';
