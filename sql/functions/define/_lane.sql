-- The lane of a queue and, if any, a breaker; all three are made when a definition first names them.
create or replace function baton._lane(p_queue text, p_circuit_breaker text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_lane int := baton._existing_lane(p_queue, p_circuit_breaker);
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
  -- The lock keeps a pause from passing between reading the queue's state and adding its lane.
  insert into baton.lanes (queue, circuit_breaker, open)
  select name, p_circuit_breaker, paused_at is null from baton.queues where name = p_queue for share
  on conflict do nothing;
  return baton._existing_lane(p_queue, p_circuit_breaker);
end
$$;
