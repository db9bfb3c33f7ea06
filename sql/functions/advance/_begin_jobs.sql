-- pending -> in_progress, for jobs of which a step starts. A claim never waits: a job that somebody
-- has locked is passed over here, and whoever ends its attempt, under its lock, does it then.
create function baton._begin_jobs(p_job_ids bigint[], p_action text, p_actor text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_now timestamptz := _now();
begin
  with waiting as materialized (
    select job.id
    from jobs as job
    where job.id = any (p_job_ids) and job.status = 'pending'
    order by job.id
    for no key update skip locked
  ), begun as (
    update jobs as job
    set status = 'in_progress',
        status_reason = null,
        started_at = coalesce(job.started_at, v_now)
    from waiting
    where job.id = waiting.id
    returning job.id, job.job_type
  ), counted as (
    insert into job_changes (block, job_type, from_status, to_status, jobs)
    select begun.id / 1000, coalesce(begun.job_type, ''), 'pending', 'in_progress', count(*)
    from begun
    group by begun.id / 1000, begun.job_type
  )
  insert into job_events (at, job_id, from_status, to_status, action, actor)
  select v_now, begun.id, 'pending', 'in_progress', p_action, p_actor
  from begun;
end
$$;
comment on function baton._begin_jobs(bigint[], text, text) is
  'Moves pending jobs to in_progress, passing over those that somebody else has locked.';
