create or replace function baton._existing_lane(p_queue text, p_circuit_breaker text, p_limit text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (select id
          from baton.lanes
          where queue = p_queue and circuit_breaker is not distinct from p_circuit_breaker and limit_name is not distinct from p_limit);
end
$$;
