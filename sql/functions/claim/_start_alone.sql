-- With a slot where its limit or queue has some, and as the probe of its breaker where that is
-- half-open. False: somebody else has just taken what it needs.
create function baton._start_alone(p_executor_id bigint, p_call bigint, p_job_id bigint, p_n int,
  p_lane int, p_priority int, p_ready_id bigint, p_attempts int) returns boolean
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_lane record;
  v_breaker circuit_breakers;
  v_limit_slot int;
  v_queue_slot int;
  v_token uuid := gen_random_uuid();
begin
  select lane.limit_name, lane.circuit_breaker, lane.queue, queue.slots as queue_slots
  into v_lane
  from lanes as lane
  join queues as queue on queue.name = lane.queue
  where lane.id = p_lane;

  if v_lane.circuit_breaker is not null then
    select * into v_breaker from circuit_breakers
    where name = v_lane.circuit_breaker and state in ('closed', 'half_open') for no key update skip locked;
    if not found or v_breaker.state = 'half_open'
        and p_lane <> all ((_claimable_lanes(array[v_lane.queue])).trying_lanes) then
      return false;
    end if;
  end if;
  if v_lane.limit_name is not null then
    select slot.id into v_limit_slot from slots as slot
    where slot.id = any (_free_slots(v_lane.limit_name, null)) order by slot.number limit 1 for no key update skip locked;
    if v_limit_slot is null or v_limit_slot <> all (_free_slots(v_lane.limit_name, null)) then
      return false;
    end if;
  end if;
  if v_lane.queue_slots is not null then
    select slot.id into v_queue_slot from slots as slot
    where slot.id = any (_free_slots(null, v_lane.queue)) order by slot.number limit 1 for no key update skip locked;
    if v_queue_slot is null or v_queue_slot <> all (_free_slots(null, v_lane.queue)) then
      return false;
    end if;
  end if;

  delete from ready
  where ctid = (
    select ready.ctid from ready
    where ready.lane = p_lane and ready.priority = p_priority and ready.id = p_ready_id
    for update skip locked);
  if not found then
    return false;
  end if;
  insert into running (job_id, n, token, executor_id, call, attempt, started_at, life_at, limit_slot, queue_slot)
  values (p_job_id, p_n, v_token, p_executor_id, p_call, p_attempts + 1, _now(), _now(), v_limit_slot, v_queue_slot);
  if v_breaker.state = 'half_open' then
    update circuit_breakers set probe_job_id = p_job_id, probe_n = p_n, probe_token = v_token where name = v_breaker.name;
  end if;
  return true;
end
$$;
comment on function baton._start_alone(bigint, bigint, bigint, int, int, int, bigint, int) is
  'Claims one step that is to run beside no other; whether it could.';
