-- The doorbell. Rung only where work becomes ready that the caller will not take itself, and only
-- when someone is idle who may start it: NOTIFY's lock serialises commits, so a bell that leads to
-- nothing costs everybody who inserts. Null: of some lane. Where steps need slots, one must be
-- free. A half-open breaker lets one try, and nobody is rung for while that is out. Nothing is
-- written: a mark that the bell has been rung would be one row that all committers wait for, or
-- that an open transaction holds against them. It can be missed (an executor that goes idle while
-- we commit is not seen here); the idle poll carries the promise, the doorbell the speed.
create function baton._ring_work(p_lanes int[] default null) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if _rings() and exists (
    select
    from executors as executor
    where executor.status = 'active' and executor.idle and not executor.poll_only
      and exists (
        select
        from lanes as lane
        left join circuit_breakers as breaker on breaker.name = lane.circuit_breaker
        where (p_lanes is null or lane.id = any (p_lanes)) and lane.open and lane.queue = any (executor.queues)
          and (breaker.state is null or breaker.state = 'closed' or breaker.state = 'half_open' and breaker.probe_token is null)
          and (not lane.gated or _has_room(lane.limit_name, lane.queue)))
  ) and _may_notify() then
    notify baton_work;
  end if;
end
$$;
comment on function baton._ring_work(int[]) is
  'Wakes idle executors, if there are any that may start steps of these lanes (null: of some '
  'lane).';
