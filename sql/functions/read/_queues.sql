-- The work of queue_health, where jit does not compile it: as long as the tables were not analysed,
-- its cost is thought to be high.
create function baton._queues()
returns table (queue text, paused boolean, paused_at timestamptz, paused_by text,
  paused_reason text, ready bigint,
  oldest_ready_since timestamptz, oldest_ready_age interval, running bigint, executors_alive int,
    slots int, queue_slots int,
  priority int, ready_is_estimate boolean)
language sql stable security definer
rows 10
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with waiting as materialized (
    select lane.queue, sum(counted.steps)::bigint as ready,
      bool_or(counted.is_estimate) as is_estimate
    from lanes as lane
    join _ready_steps() as counted on counted.lane = lane.id
    group by lane.queue
  ), busy as materialized (
    select place.queue, count(*) as running
    from running as running
    cross join lateral (
      select lane.queue
      from jobs as job
      join definition_steps as definition
        on definition.definition_id = job.definition_id and definition.n = running.n
      join lanes as lane on lane.id = definition.lane
      where job.id = running.job_id
      offset 0   -- each of the few that run is looked up by its key, whatever the statistics say
    ) as place
    group by place.queue
  )
  select queue.name, queue.paused_at is not null, queue.paused_at, queue.paused_by,
    queue.paused_reason,
    coalesce(waiting.ready, 0), oldest.since, present.now - oldest.since, coalesce(busy.running, 0),
    serving.executors_alive, serving.slots, queue.slots, queue.priority,
      coalesce(waiting.is_estimate, false)
  from queues as queue
  cross join (select _now() as now) as present
  left join waiting on waiting.queue = queue.name
  left join _oldest_ready() as oldest on oldest.queue = queue.name
  left join busy on busy.queue = queue.name
  cross join lateral (
    select count(*)::int as executors_alive, coalesce(sum(executor.slots), 0)::int as slots
    from executors as executor
    cross join clock
    where executor.status = 'active'
      and clock.tick - executor.renewed_tick < executor.lease_ticks
      and queue.name = any (executor.queues)
  ) as serving
$$;
comment on function baton._queues() is 'For baton.queue_health.';
