-- Steps that need a slot of their limit, of their queue, or of both. Never waits: a slot's row that
-- another claim has locked is passed over, as if it were taken. Who has it locked asks once more,
-- in a statement of its own, whether it is free: between the look and the lock, another may have
-- taken it and committed.
create function baton._take_gated(p_executor_id bigint, p_call bigint, p_lanes int[], p_open_lanes int[], p_wanted int) returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_lanes int[] := _lanes_with_room(p_lanes);
  v_locked int[];
begin
  if v_lanes = '{}' or p_wanted <= 0 then
    return null;
  end if;
  v_locked := array(
    select locked.id
    from (
      select distinct lane.limit_name, null as queue from lanes as lane where lane.id = any (v_lanes) and lane.limit_name is not null
      union all
      select distinct null, lane.queue from lanes as lane where lane.id = any (v_lanes)
    ) as gate
    cross join lateral (
      select slot.id
      from slots as slot
      where slot.id = any (_free_slots(gate.limit_name, gate.queue))
      order by slot.number
      limit p_wanted
      for no key update skip locked
    ) as locked);
  v_locked := array(
    select locked.id
    from (select distinct slot.limit_name, slot.queue from slots as slot where slot.id = any (v_locked)) as gate
    cross join lateral unnest(_free_slots(gate.limit_name, gate.queue)) as locked(id)
    where locked.id = any (v_locked));
  return _start_gated(p_executor_id, p_call, p_wanted, v_lanes, p_open_lanes, v_locked);
end
$$;
comment on function baton._take_gated(bigint, bigint, int[], int[], int) is
  'Claims steps of gated lanes as far as their limits and queues have free slots; returns their '
  'jobs'' ids (one per step), or null.';
