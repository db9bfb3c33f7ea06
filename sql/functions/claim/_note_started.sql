-- Jobs whose first step was claimed are in progress. A claim never waits: a job that somebody has locked is passed
-- over here, and whoever reports on it writes the status then.
create function baton._note_started(p_job_ids bigint[], p_executor_id bigint) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
  with waiting as materialized (
    select job.id
    from jobs as job
    where job.id = any (p_job_ids) and job.status = 'pending'
    order by job.id
    for no key update skip locked
  )
  select _begin_jobs(array_agg(waiting.id), 'claim', 'executor ' || p_executor_id)
  from waiting
  having count(*) > 0
$$;
comment on function baton._note_started(bigint[], bigint) is 'Moves claimed jobs from pending to in_progress, passing over locked ones.';
