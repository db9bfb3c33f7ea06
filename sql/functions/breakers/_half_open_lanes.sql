-- A probe is out as long as its token runs, so one that was lost, handed back or cancelled makes room by itself.
create function baton._half_open_lanes(p_queues text[]) returns int[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return array(
    select lane.id
    from circuit_breakers as breaker
    join lanes as lane on lane.circuit_breaker = breaker.name
    where breaker.state = 'half_open' and lane.open and lane.queue = any (p_queues)
      and not exists (
        select from running
        where running.job_id = breaker.probe_job_id and running.n = breaker.probe_n and running.token = breaker.probe_token
        offset 0)
    order by lane.id);
end
$$;
comment on function baton._half_open_lanes(text[]) is 'The lanes of these queues whose breaker lets one step try, and none does yet.';
