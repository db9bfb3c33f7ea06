-- The wall clock went back: waits that were meant as lengths (retries, open breakers) must not grow by the jump. Times that people
-- gave (run_at, deadline) mean the wall clock and stay.
create function baton._shift_retries(p_jump interval) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  with shifted as (
    update timers set due_at = due_at - p_jump where kind in ('retry', 'breaker')
    returning job_id, n, kind, due_at
  ), breakers as (
    update circuit_breakers as breaker
    set probe_due_at = shifted.due_at
    from shifted
    where shifted.kind = 'breaker' and breaker.id = shifted.n and breaker.state = 'open'
  )
  update step_rows as step
  set due_at = shifted.due_at
  from shifted
  where shifted.kind = 'retry' and step.job_id = shifted.job_id and step.n = shifted.n and step.status = 'retrying'
$$;
comment on function baton._shift_retries(interval) is 'Moves the due times of retries and breakers back by a jump of the wall clock.';
