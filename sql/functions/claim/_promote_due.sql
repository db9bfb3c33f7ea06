-- Retries and jobs whose time has come become ready, and breakers half-open. Never waits: a job
-- that is locked keeps its timer for the next call. At most p_limit of each kind. Deadlines are
-- left to maintain(). Returns how many timers were handled.
create function baton._promote_due(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_locked timers[];
begin
  if not exists (select from timers where timers.kind in ('retry', 'run_at', 'turn', 'breaker') and timers.due_at <= v_now) then
    return 0;
  end if;
  perform _half_open_breakers();
  perform _merge_offers(p_limit);

  -- The limit counts what could be locked: a transaction that holds many due jobs must not hide the
  -- others.
  with locked as (
    select due.timer
    from unnest('{retry,run_at,turn}'::text[]) as waiting(kind)
    cross join lateral (
      select timers as timer
      from timers
      join jobs as job on job.id = timers.job_id
      where timers.kind = waiting.kind and timers.due_at <= v_now
        and not exists (
          select from set_aside as aside
          where aside.work = 'timer' and aside.job_id = timers.job_id and aside.n = timers.n)
      order by timers.due_at
      limit p_limit
      for no key update of job skip locked
    ) as due
  )
  select array_agg(locked.timer) into v_locked from locked;
  return _apart('timer', v_locked, '_promote_timers');
end
$$;
comment on function baton._promote_due(int) is
  'Makes due retries and due jobs ready, without waiting for any lock; returns how many.';
