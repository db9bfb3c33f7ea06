-- Lanes whose steps need slots are named apart, and nothing is asked of them here: whoever has none
-- pays nothing. Open ones come in the order of their queues' priorities, which are their ranks. A
-- probe is out as long as its token runs, so one that was lost, handed back or cancelled makes room
-- by itself.
create function baton._claimable_lanes(p_queues text[], out open_lanes int[], out ranks int[], out gated_lanes int[],
  out trying_lanes int[])
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  select coalesce(array_agg(lane.id order by lane.priority desc, lane.id) filter (where not lane.gated and coalesce(breaker.state, 'closed') = 'closed'), '{}'),
    array_agg(lane.priority order by lane.priority desc) filter (where not lane.gated and coalesce(breaker.state, 'closed') = 'closed'),
    coalesce(array_agg(lane.id order by lane.id) filter (where lane.gated and coalesce(breaker.state, 'closed') = 'closed'), '{}'),
    coalesce(array_agg(lane.id order by lane.id) filter (where case breaker.state when 'half_open' then (
      select running.token   -- no "exists": that may be planned as one look at all that runs
      from running
      where running.job_id = breaker.probe_job_id and running.n = breaker.probe_n and running.token = breaker.probe_token) is null
      and (not lane.gated or _has_room(lane.limit_name, lane.queue)) end), '{}')
  into open_lanes, ranks, gated_lanes, trying_lanes
  from lanes as lane
  left join circuit_breakers as breaker on breaker.name = lane.circuit_breaker
  where lane.open and lane.queue = any (p_queues);
end
$$;
comment on function baton._claimable_lanes(text[]) is
  'The lanes of these queues from which any number of steps may start, those whose steps need '
  'slots, and those whose half-open breaker lets one try and none does yet.';
