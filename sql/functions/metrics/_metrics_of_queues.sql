-- Reads what waits and runs now. What can be millions is counted up to a bound, and the oldest is
-- found without counting: a lane is in order of priority and then of age, so the oldest of each
-- priority is one step into the index.
create function baton._metrics_of_queues(out family text, out labels jsonb, out value float8)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    with oldest as (
      select * from _oldest_ready()
    ), busy as (
      select place.queue, count(*) as attempts
      from running
      cross join lateral (
        select lane.queue
        from jobs as job
        join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
        join lanes as lane on lane.id = definition.lane
        where job.id = running.job_id
        offset 0
      ) as place
      group by place.queue
    )
    select sample.family, jsonb_build_object('queue', queue.name), sample.value::float8
    from queues as queue
    left join oldest on oldest.queue = queue.name
    left join busy on busy.queue = queue.name
    cross join lateral (
      select count(*) as steps
      from (select from lanes as lane join ready on ready.lane = lane.id where lane.queue = queue.name limit 1000) as counted
    ) as waiting
    cross join lateral (
      select count(*) as executors
      from executors as executor
      cross join clock
      where executor.status = 'active' and clock.tick - executor.renewed_tick < executor.lease_ticks
        and queue.name = any (executor.queues)
    ) as serving
    cross join lateral (values
      ('baton_queue_ready_steps', waiting.steps),
      ('baton_queue_oldest_ready_age_seconds', coalesce(greatest(extract(epoch from _now() - oldest.since), 0), 0)),
      ('baton_queue_running_steps', coalesce(busy.attempts, 0)),
      ('baton_queue_executors', serving.executors),
      ('baton_queue_paused', (queue.paused_at is not null)::int)
    ) as sample (family, value)
    union all
    select 'baton_ready_steps', '{}', pg_stat_get_live_tuples('baton.ready'::regclass)
    union all
    select 'baton_retrying_steps', '{}', count(*)
    from (select from timers where kind = 'retry' limit 1000) as counted
    union all
    select sample.family, jsonb_build_object('limit', bounded.name), sample.value
    from concurrency_limits as bounded
    cross join lateral (
      select count(*) as slots
      from slots
      join running on running.limit_slot = slots.id
      where slots.limit_name = bounded.name
    ) as taken
    cross join lateral (values ('baton_limit_slots', bounded.slots), ('baton_limit_slots_taken', taken.slots)) as sample (family, value)
    union all
    select 'baton_breaker_state', jsonb_build_object('breaker', breaker.name, 'state', state.name), (breaker.state = state.name)::int
    from circuit_breakers as breaker
    cross join unnest(array['closed', 'open', 'half_open']) as state (name)
    union all
    select 'baton_breaker_failures', jsonb_build_object('breaker', name), failures
    from circuit_breakers;
end
$$;
comment on function baton._metrics_of_queues() is
  'For baton.metrics: queues, limits, breakers, and what waits for its retry.';
