-- Moves up to p_wanted steps from ready to running, highest priority first, then oldest, over all
-- that is to be looked at: ranges of priorities of a lane (above and below are not in them, null:
-- no limit), and marks: one priority of a lane, behind an id. What was set aside is passed over;
-- each row is asked only where there is any at all. Never waits: rows that another claim holds are
-- passed over. LIMIT is a bare parameter and the rows are removed by their place (ctid), so that no
-- plan made while the table was small can turn into a scan when it has grown.
create function baton._start_ready(p_executor_id bigint, p_call bigint, p_wanted int,
  p_lanes int[], p_above int[], p_below int[], p_mark_lanes int[], p_mark_priorities int[], p_mark_ids bigint[],
  out jobs bigint[], out marks jsonb)
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
begin
  with candidates as materialized (
    select waiting.place, waiting.job_id, waiting.n
    from (
      select first.*
      from unnest(p_lanes, p_above, p_below) as range(lane, above, below)
      cross join lateral (
        select ready.ctid as place, ready.priority, ready.id, ready.job_id, ready.n
        from ready
        where ready.lane = range.lane
          and ready.priority > coalesce(range.above, -2147483649) and ready.priority < coalesce(range.below, 2147483648)
          and ((select not exists (select from set_aside where work in ('claim', 'alone')))
            or not exists (
              select from set_aside as aside
              where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n))
        order by ready.priority desc, ready.id
        limit p_wanted
        for update skip locked
      ) as first
      union all
      select behind.*
      from unnest(p_mark_lanes, p_mark_priorities, p_mark_ids) as mark(lane, priority, id)
      cross join lateral (
        select ready.ctid as place, ready.priority, ready.id, ready.job_id, ready.n
        from ready
        where ready.lane = mark.lane and ready.priority = mark.priority and ready.id > mark.id
          and ((select not exists (select from set_aside where work in ('claim', 'alone')))
            or not exists (
              select from set_aside as aside
              where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n))
        order by ready.id
        limit p_wanted
        for update skip locked
      ) as behind
    ) as waiting
    order by waiting.priority desc, waiting.id
    limit p_wanted
  ), removed as (
    delete from ready
    using candidates
    where ready.ctid = candidates.place
    returning ready.lane, ready.priority, ready.id, ready.job_id, ready.n
  ), started as (
    insert into running (job_id, n, token, executor_id, call, attempt, started_at, life_at)
    select removed.job_id, removed.n, gen_random_uuid(), p_executor_id, p_call, step.attempts + 1, v_now, v_now
    from removed
    cross join lateral (   -- OFFSET 0: by its whole key
      select step_rows.attempts from step_rows where step_rows.job_id = removed.job_id and step_rows.n = removed.n offset 0
    ) as step
    returning running.job_id
  )
  select (select array_agg(started.job_id) from started),
    (select jsonb_object_agg(furthest.lane || '/' || furthest.priority, furthest.id)
     from (select removed.lane, removed.priority, max(removed.id) as id from removed group by removed.lane, removed.priority) as furthest)
  into jobs, marks;
end
$$;
comment on function baton._start_ready(bigint, bigint, int, int[], int[], int[], int[], int[],
  bigint[]) is
  'Claims up to p_wanted steps from the given parts of the queue; returns their jobs'' ids (one '
  'per step) and how far it came: {"lane/priority": id}.';
