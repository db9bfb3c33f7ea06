-- Retries and jobs whose time has come become ready, and breakers half-open. Never waits: a job that is locked keeps its timer for the
-- next call. Deadlines are left to maintain(). Returns how many timers were handled.
create function baton._promote_due(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_jobs bigint[];
  v_retries step_ref[];
  v_starting bigint[];
begin
  if not exists (select from timers where timers.due_at <= v_now and timers.kind in ('retry', 'run_at', 'breaker')) then
    return 0;
  end if;
  perform _half_open_breakers();

  -- The limit counts what could be locked: a transaction that holds many due jobs must not hide the others.
  with locked as (
    select job.id
    from timers
    join jobs as job on job.id = timers.job_id
    where timers.due_at <= v_now and timers.kind in ('retry', 'run_at')
    order by timers.due_at
    limit p_limit
    for no key update of job skip locked
  )
  select array_agg(distinct locked.id) into v_jobs from locked;
  if v_jobs is null then
    return 0;
  end if;

  with taken as (
    delete from timers
    where timers.due_at <= v_now and timers.kind in ('retry', 'run_at') and timers.job_id = any (v_jobs)
    returning timers.job_id, timers.n, timers.kind
  )
  select array_agg(row(taken.job_id, taken.n)::step_ref) filter (where taken.kind = 'retry'),
    array_agg(taken.job_id) filter (where taken.kind = 'run_at')
  into v_retries, v_starting
  from taken;

  if v_retries is not null then
    perform _requeue_steps(v_retries, 'retrying');
  end if;
  if v_starting is not null then
    perform _open_waiting(v_starting);
  end if;
  return coalesce(cardinality(v_retries), 0) + coalesce(cardinality(v_starting), 0);
end
$$;
comment on function baton._promote_due(int) is 'Makes due retries and due jobs ready, without waiting for any lock; returns how many.';
