-- Like _start_ready, for lanes whose steps need slots: p_slots are those that the caller has locked
-- and found free. Steps of open lanes go before those of lower rank: how many of them are ahead is
-- counted, so that the claim takes what comes first over all lanes. Where a limit and a queue both
-- have too few slots, fewer may start than could: the next claim starts those.
create function baton._start_gated(p_executor_id bigint, p_call bigint, p_wanted int, p_lanes int[], p_open_lanes int[], p_slots int[])
returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
as $$
declare
  v_now timestamptz := _now();
  v_jobs bigint[];
begin
  with gate as materialized (
    select slot.limit_name, slot.queue, array_agg(slot.id order by slot.number) as slots
    from slots as slot
    where slot.id = any (p_slots)
    group by slot.limit_name, slot.queue
  ), place as materialized (
    select lane.id, lane.priority, lane.limit_name, lane.queue, of_limit.slots as limit_slots, of_queue.slots as queue_slots,
      least(p_wanted, cardinality(of_limit.slots), cardinality(of_queue.slots)) as room
    from lanes as lane
    join queues as queue on queue.name = lane.queue
    left join gate as of_limit on of_limit.limit_name = lane.limit_name
    left join gate as of_queue on of_queue.queue = lane.queue
    where lane.id = any (p_lanes)
      and (lane.limit_name is null or of_limit.slots is not null) and (queue.slots is null or of_queue.slots is not null)
  ), ahead as materialized (
    select lane.priority as lane_priority, head.priority, head.id
    from lanes as lane
    cross join lateral (
      select ready.priority, ready.id
      from ready
      where ready.lane = lane.id
        and ((select not exists (select from set_aside where work in ('claim', 'alone')))
          or not exists (
            select from set_aside as aside
            where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n))
      order by ready.priority desc, ready.id
      limit p_wanted
    ) as head
    where lane.id = any (p_open_lanes)
  ), waiting as materialized (
    select place.priority as lane_priority, place.limit_name, place.queue, place.limit_slots, place.queue_slots, first.*
    from place
    cross join lateral (
      select ready.ctid as place, ready.priority, ready.id, ready.job_id, ready.n
      from ready
      where ready.lane = place.id
        and ((select not exists (select from set_aside where work in ('claim', 'alone')))
          or not exists (
            select from set_aside as aside
            where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n))
      order by ready.priority desc, ready.id
      limit place.room
      for update skip locked
    ) as first
  ), ranked as (
    select waiting.*,
      row_number() over (order by lane_priority desc, priority desc, id) as nth,
      row_number() over (partition by limit_name order by lane_priority desc, priority desc, id) as nth_of_limit,
      row_number() over (partition by queue order by lane_priority desc, priority desc, id) as nth_of_queue
    from waiting
  ), chosen as materialized (
    select ranked.*
    from ranked
    where (limit_slots is null or nth_of_limit <= cardinality(limit_slots))
      and (queue_slots is null or nth_of_queue <= cardinality(queue_slots))
      and nth + (
        select count(*) from ahead
        where (ahead.lane_priority, ahead.priority, -ahead.id) > (ranked.lane_priority, ranked.priority, -ranked.id)) <= p_wanted
  ), removed as (
    delete from ready
    using chosen
    where ready.ctid = chosen.place
    returning ready.job_id, ready.n, chosen.limit_slots[chosen.nth_of_limit] as limit_slot, chosen.queue_slots[chosen.nth_of_queue] as queue_slot
  ), started as (
    insert into running (job_id, n, token, executor_id, call, attempt, started_at, life_at, limit_slot, queue_slot)
    select removed.job_id, removed.n, gen_random_uuid(), p_executor_id, p_call, step.attempts + 1, v_now, v_now,
      removed.limit_slot, removed.queue_slot
    from removed
    cross join lateral (   -- OFFSET 0: by its whole key
      select step_rows.attempts from step_rows where step_rows.job_id = removed.job_id and step_rows.n = removed.n offset 0
    ) as step
    returning running.job_id
  )
  select array_agg(started.job_id) into v_jobs from started;
  return v_jobs;
end
$$;
comment on function baton._start_gated(bigint, bigint, int, int[], int[], int[]) is
  'Claims up to p_wanted steps of gated lanes, each with a slot of its limit and its queue; '
  'returns their jobs'' ids (one per step), or null.';
