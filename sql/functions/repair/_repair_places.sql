-- What belongs to no job and is small: slots, breakers' times, lanes' flags, turnstiles.
create function baton._repair_places() returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v record;
  v_count int := 0;
begin
  for v in
    select policy.limit_name, policy.queue, policy.slots
    from (
      select name as limit_name, null::text as queue, slots from concurrency_limits
      union all
      select null, name, slots from queues where slots is not null
    ) as policy
    where policy.slots > (
      select count(*) from slots as slot
      where slot.limit_name is not distinct from policy.limit_name and slot.queue is not distinct from policy.queue
        and slot.number <= policy.slots)
  loop
    perform _add_slots(v.limit_name, v.queue, v.slots);
    perform _note_repair(null, null, format('slots of %s were missing', coalesce('limit ' || v.limit_name, 'queue ' || v.queue)));
    v_count := v_count + 1;
  end loop;
  for v in
    select breaker.id, breaker.name, breaker.probe_due_at
    from circuit_breakers as breaker
    where breaker.state = 'open' and breaker.probe_due_at is not null
      and not exists (
        select from timers
        where timers.kind = 'breaker' and timers.due_at = breaker.probe_due_at and timers.job_id = 0 and timers.n = breaker.id)
    for no key update skip locked
  loop
    insert into timers (due_at, job_id, n, kind, set_at)
    values (v.probe_due_at, 0, v.id, 'breaker', least(_now(), v.probe_due_at)) on conflict do nothing;
    perform _note_repair(null, null, format('the time of circuit breaker %s was missing', v.name));
    v_count := v_count + 1;
  end loop;
  for v in
    select lane.id, lane.queue, queue.paused_at is null as open, lane.limit_name is not null or queue.slots is not null as gated, queue.priority
    from lanes as lane
    join queues as queue on queue.name = lane.queue
    where (lane.open, lane.gated, lane.priority)
      is distinct from (queue.paused_at is null, lane.limit_name is not null or queue.slots is not null, queue.priority)
    for no key update of lane skip locked
  loop
    update lanes set open = v.open, gated = v.gated, priority = v.priority where id = v.id;
    perform _note_repair(null, null, format('a lane of queue %s had not followed it', v.queue));
    v_count := v_count + 1;
  end loop;
  insert into turnstiles (id) select id from generate_series(0, 63) as id
  where id not in (select turnstile.id from turnstiles as turnstile) on conflict do nothing;
  if found then
    perform _note_repair(null, null, 'turnstiles were missing');
    v_count := v_count + 1;
  end if;
  return v_count;
end
$$;
comment on function baton._repair_places() is
  'Repairs slots, breakers'' times, lanes and turnstiles; returns how much was repaired.';
