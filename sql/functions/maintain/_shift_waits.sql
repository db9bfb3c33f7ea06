-- The wall clock went back: waits that were meant as lengths (retries, open breakers) must not grow
-- by the jump. They are those that began in the future. Times that people gave (run_at, deadline)
-- mean the wall clock and stay. Looked for during as many ticks as a lease has, because a
-- transaction that was under way at the jump may bring such a wait later; and where one of the
-- waits that end last began in the future: a clock that went ahead and came back between two calls
-- of maintain() is seen by nothing else. Never waits: what is locked is left to the next call.
-- Returns how many were changed.
create function baton._shift_waits(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_ahead timers[];
  v_steps int;
  v_breakers int;
begin
  if not exists (select from clock, settings where clock.went_back_tick + settings.lease_ticks >= clock.tick)
     and not exists (
       select
       from unnest('{retry,breaker}'::text[]) as waiting(kind)
       cross join lateral (
         select timers.set_at from timers where timers.kind = waiting.kind order by timers.due_at desc limit 20
       ) as late
       where late.set_at > v_now) then
    return 0;
  end if;

  select array_agg(ahead.timer)
  into v_ahead
  from (
    select timers as timer
    from timers
    join jobs as job on job.id = timers.job_id
    where timers.kind = 'retry' and timers.set_at > v_now
      and not exists (
        select from set_aside as aside
        where aside.work = 'shift' and aside.job_id = timers.job_id and aside.n = timers.n)
    limit p_limit
    for no key update of job skip locked
  ) as ahead;
  v_steps := _apart('shift', v_ahead, '_shift_retries');

  with ahead as materialized (
    select timers.due_at, timers.n, v_now + (timers.due_at - timers.set_at) as shifted_to
    from timers
    join circuit_breakers as breaker on breaker.id = timers.n
    where timers.kind = 'breaker' and timers.set_at > v_now
    limit p_limit
    for no key update of breaker skip locked
  ), shifted as (
    update timers
    set due_at = ahead.shifted_to, set_at = v_now
    from ahead
    where timers.due_at = ahead.due_at and timers.job_id = 0 and timers.n = ahead.n and timers.kind = 'breaker'
    returning timers.n, timers.due_at
  )
  update circuit_breakers as breaker
  set probe_due_at = shifted.due_at
  from shifted
  where breaker.id = shifted.n;
  get diagnostics v_breakers = row_count;
  return v_steps + v_breakers;
end
$$;
comment on function baton._shift_waits(int) is
  'After the wall clock went back: gives the waits of retries and breakers their old length; '
  'returns how many.';
