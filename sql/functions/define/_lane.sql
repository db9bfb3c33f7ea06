-- The lane of a queue and, if any, a breaker and a limit; all are made when a definition first
-- names them. A limit made so lets one step run at a time: few is what a limit is for, and an
-- operator says how many.
create or replace function baton._lane(p_queue text, p_circuit_breaker text, p_limit text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_lane int := baton._existing_lane(p_queue, p_circuit_breaker, p_limit);
begin
  if v_lane is not null then
    return v_lane;
  end if;
  insert into baton.queues (name) values (p_queue) on conflict do nothing;
  if p_circuit_breaker is not null then
    insert into baton.circuit_breakers (name, changed_at, changed_by)
    values (p_circuit_breaker, baton._now(), baton._caller())
    on conflict do nothing;
  end if;
  if p_limit is not null then
    insert into baton.concurrency_limits (name) values (p_limit) on conflict do nothing;
  end if;
  -- As its queue is just now; what changes until the commit is seen to there (_follow_lane).
  insert into baton.lanes (queue, circuit_breaker, limit_name, open, gated, priority)
  select name, p_circuit_breaker, p_limit, paused_at is null, p_limit is not null or slots is not null, priority
  from baton.queues where name = p_queue
  on conflict do nothing;
  return baton._existing_lane(p_queue, p_circuit_breaker, p_limit);
end
$$;
