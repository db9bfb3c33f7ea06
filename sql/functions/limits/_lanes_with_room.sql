-- First whether anything waits: that costs less than looking at slots.
create function baton._lanes_with_room(p_lanes int[]) returns int[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  return array(
    select lane.id
    from unnest(p_lanes) as given(id)
    cross join lateral (
      select from ready
      where ready.lane = given.id
        and not exists (
          select from set_aside as aside
          where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n)
      limit 1) as first
    join lanes as lane on lane.id = given.id
    where _has_room(lane.limit_name, lane.queue)
    order by lane.id);
end
$$;
comment on function baton._lanes_with_room(int[]) is
  'Those of the gated lanes in which steps wait and have a free slot of their limit and their '
  'queue.';
