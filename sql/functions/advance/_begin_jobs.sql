-- pending -> in_progress, under the jobs' locks.
create function baton._begin_jobs(p_job_ids bigint[], p_action text, p_actor text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_now timestamptz := _now();
begin
  with begun as (
    update jobs
    set status = 'in_progress',
        status_reason = null,
        started_at = coalesce(started_at, v_now)
    where id = any (p_job_ids) and status = 'pending'
    returning id
  )
  insert into job_events (at, job_id, from_status, to_status, action, actor)
  select v_now, begun.id, 'pending', 'in_progress', p_action, p_actor
  from begun;
end
$$;
comment on function baton._begin_jobs(bigint[], text, text) is 'Moves pending jobs to in_progress; the caller holds their locks.';
