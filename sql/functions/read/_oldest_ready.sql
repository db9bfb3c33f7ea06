-- Found without counting: a lane is in order of priority and then of age, so the oldest of each
-- priority is one step into the index.
create function baton._oldest_ready() returns table (queue text, since timestamptz)
language sql stable
rows 10
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  with recursive first as (
    select lane.id as lane, lane.queue, head.*
    from lanes as lane
    cross join lateral (
      select ready.priority, ready.id, ready.job_id, ready.n from ready
      where ready.lane = lane.id
      order by ready.priority desc, ready.id limit 1
    ) as head
    union all
    select first.lane, first.queue, head.*
    from first
    cross join lateral (
      select ready.priority, ready.id, ready.job_id, ready.n from ready
      where ready.lane = first.lane and ready.priority < first.priority
      order by ready.priority desc, ready.id limit 1
    ) as head
  )
  select distinct on (first.queue) first.queue, _ready_since(first.job_id, first.n)
  from first
  order by first.queue, first.id
$$;
comment on function baton._oldest_ready() is
  'Since when the step of each queue that has been ready longest is.';
