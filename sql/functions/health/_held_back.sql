-- Steps that wait for something other than executors: more of those would not help.
create function baton._held_back() returns table (queue text, steps bigint, reasons text, fix text)
language sql stable
rows 10
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with held as materialized (
    select lane.id, lane.queue, asked.reason,
      case
        when asked.reason like 'breaker:%'
          then format('select * from baton.breaker_status where name = %L;', lane.circuit_breaker)
        when asked.reason like 'limit:%' then case when policy.slots < 1000   -- which is the most
          then format('update baton.concurrency_limits set slots = %s where name = %L;', policy.slots + 1, policy.name) end
        else format('update baton.queues set slots = %s where name = %L;', coalesce(nullif(queue.slots + 1, 1001)::text, 'null'), queue.name)
      end as fix
    from lanes as lane
    join queues as queue on queue.name = lane.queue
    left join circuit_breakers as breaker on breaker.name = lane.circuit_breaker
    left join concurrency_limits as policy on policy.name = lane.limit_name
    cross join lateral (
      select case
        when breaker.state <> 'closed' then 'breaker:' || breaker.name
        when lane.gated then _awaited_slot(lane.limit_name, lane.queue)
      end as reason
      offset 0
    ) as asked
    where asked.reason is not null
  )
  select held.queue, sum(waiting.steps)::bigint, string_agg(distinct held.reason, ', '),
    string_agg(distinct held.fix, ' ')
  from held
  join _ready_steps(array(select id from held)) as waiting on waiting.lane = held.id
  where waiting.steps > 0
  group by held.queue
$$;
comment on function baton._held_back() is
  'How many ready steps of each queue wait for a circuit breaker, a limit or a slot of the queue; '
  'for which, and what lets them go on.';
