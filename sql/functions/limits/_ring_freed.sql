-- Attempts that had slots have ended. Whoever reported them claims in the same round trip, and so
-- takes a step that waits for the slot, where it serves its queue; else somebody idle is told.
create function baton._ring_freed(p_slots int[], p_holders bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_lanes int[];
begin
  select array_agg(lane.id)
  into v_lanes
  from slots as slot
  join lanes as lane on lane.limit_name = slot.limit_name or lane.queue = slot.queue
  cross join lateral (select from ready where ready.lane = lane.id limit 1) as first
  where slot.id = any (p_slots) and lane.open
    and not exists (
      select from executors as holder
      where holder.id = any (p_holders) and holder.status = 'active' and lane.queue = any (holder.queues));
  if v_lanes is not null then
    perform _ring_work(v_lanes);
  end if;
end
$$;
comment on function baton._ring_freed(int[], bigint[]) is
  'Wakes idle executors for steps that wait for slots which were just given back, unless their '
  'holders take them.';
