-- The lane of a queue; queue and lane are made when a definition first names them.
create or replace function baton._lane(p_queue text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_lane int := (select id from baton.lanes
                 where queue = p_queue and circuit_breaker is null and limit_name is null);
begin
  if v_lane is not null then
    return v_lane;
  end if;
  insert into baton.queues (name) values (p_queue) on conflict do nothing;
  -- The lock keeps a pause from passing between reading the queue's state and adding its lane.
  insert into baton.lanes (queue, open)
  select name, paused_at is null from baton.queues where name = p_queue for share
  on conflict do nothing;
  return (select id from baton.lanes where queue = p_queue and circuit_breaker is null and limit_name is null);
end
$$;
