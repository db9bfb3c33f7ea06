-- The work of limit_status, where jit does not compile it.
create function baton._limits() returns table (name text, slots int, running int,
  waiting_steps bigint, description text)
language sql stable security definer
rows 10
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select policy.name, policy.slots, taken.running, coalesce(waiting.steps, 0), policy.description
  from concurrency_limits as policy
  cross join lateral (
    select count(*)::int as running
    from slots as slot
    cross join lateral (
      select from running as running where running.limit_slot = slot.id
      offset 0   -- each of the few slots is looked up by its key, whatever the statistics say
    ) as holder
    where slot.limit_name = policy.name
  ) as taken
  left join (
    select lane.limit_name, sum(counted.steps)::bigint as steps
    from lanes as lane
    join _ready_steps(array(select id from lanes where limit_name is not null)) as counted
      on counted.lane = lane.id
    group by lane.limit_name
  ) as waiting on waiting.limit_name = policy.name
$$;
comment on function baton._limits() is 'For baton.limit_status.';
