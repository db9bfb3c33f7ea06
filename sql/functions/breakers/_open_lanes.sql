create function baton._open_lanes(p_queues text[]) returns int[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return array(
    select lane.id
    from lanes as lane
    left join circuit_breakers as breaker on breaker.name = lane.circuit_breaker
    where lane.open and lane.queue = any (p_queues) and coalesce(breaker.state, 'closed') = 'closed'
    order by lane.id);
end
$$;
comment on function baton._open_lanes(text[]) is 'The lanes of these queues from which any number of steps may start.';
