-- Retries and jobs whose time has come become ready, and breakers half-open. Never waits: a job that is locked keeps its timer for the
-- next call. At most p_limit of each kind. Deadlines are left to maintain(). Returns how many timers were handled.
create function baton._promote_due(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_locked timers[];
  v_retries step_ref[];
  v_starting bigint[];
begin
  if not exists (select from timers where timers.kind in ('retry', 'run_at', 'turn', 'breaker') and timers.due_at <= v_now) then
    return 0;
  end if;
  perform _half_open_breakers();
  perform _merge_offers(p_limit);

  -- The limit counts what could be locked: a transaction that holds many due jobs must not hide the others.
  with locked as (
    select due.timer
    from unnest('{retry,run_at,turn}'::text[]) as waiting(kind)
    cross join lateral (
      select timers as timer
      from timers
      join jobs as job on job.id = timers.job_id
      where timers.kind = waiting.kind and timers.due_at <= v_now
      order by timers.due_at
      limit p_limit
      for no key update of job skip locked
    ) as due
  )
  select array_agg(locked.timer) into v_locked from locked;
  if v_locked is null then
    return 0;
  end if;

  -- By key, so that what else is due is not looked at for each of them. What has gone meanwhile is not found.
  with taken as (
    delete from timers
    using unnest(v_locked) as due
    where timers.kind = due.kind and timers.due_at = due.due_at and timers.job_id = due.job_id and timers.n = due.n
    returning timers.job_id, timers.n, timers.kind
  )
  select array_agg(row(taken.job_id, taken.n)::step_ref) filter (where taken.kind = 'retry'),
    array_agg(taken.job_id) filter (where taken.kind in ('run_at', 'turn'))
  into v_retries, v_starting
  from taken;

  if v_retries is not null then
    perform _requeue_steps(v_retries, 'retrying');
  end if;
  if v_starting is not null then
    v_starting := _take_turns(v_starting);
    perform _open_waiting(v_starting);
  end if;
  return coalesce(cardinality(v_retries), 0) + coalesce(cardinality(v_starting), 0);
end
$$;
comment on function baton._promote_due(int) is 'Makes due retries and due jobs ready, without waiting for any lock; returns how many.';
