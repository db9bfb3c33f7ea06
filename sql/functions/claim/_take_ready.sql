-- Moves up to p_wanted steps from ready to running, highest priority first, then oldest, over all the lanes at once.
-- Never waits: rows that another claim holds are passed over. LIMIT is a bare parameter and the rows are removed by
-- their place (ctid), so that no plan made while the table was small can turn into a scan when it has grown.
create function baton._take_ready(p_executor_id bigint, p_call bigint, p_lanes int[], p_wanted int) returns bigint[]
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
  with candidates as materialized (
    select waiting.place, waiting.job_id, waiting.n
    from unnest(p_lanes) as open_lane(id)
    cross join lateral (
      select ready.ctid as place, ready.priority, ready.id, ready.job_id, ready.n
      from ready
      where ready.lane = open_lane.id
      order by ready.priority desc, ready.id
      limit p_wanted
      for update skip locked
    ) as waiting
    order by waiting.priority desc, waiting.id
    limit p_wanted
  ), removed as (
    delete from ready
    using candidates
    where ready.ctid = candidates.place
    returning ready.job_id, ready.n
  ), started as (
    insert into running (job_id, n, token, executor_id, call, attempt, started_at, life_at)
    select removed.job_id, removed.n, gen_random_uuid(), p_executor_id, p_call, step.attempts + 1, v_now, v_now
    from removed
    join step_rows as step on step.job_id = removed.job_id and step.n = removed.n
    returning running.job_id
  )
  select array_agg(started.job_id) into v_jobs from started;
  return v_jobs;
end
$$;
comment on function baton._take_ready(bigint, bigint, int[], int) is
  'Claims up to p_wanted steps of the lanes for an executor; returns their jobs'' ids (one per step), or null.';
