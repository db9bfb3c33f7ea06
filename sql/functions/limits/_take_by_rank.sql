-- Queues of different priorities: the lanes of each, the highest first (lanes come in that order).
create function baton._take_by_rank(p_executor_id bigint, p_call bigint, p_lanes int[], p_ranks int[], p_wanted int) returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_rank int;
  v_jobs bigint[] := '{}';
begin
  for v_rank in select distinct rank from unnest(p_ranks) as rank order by rank desc loop
    exit when cardinality(v_jobs) >= p_wanted;
    v_jobs := v_jobs || _take_ready(p_executor_id, p_call,
      array(select place.lane from unnest(p_lanes, p_ranks) as place(lane, rank) where place.rank = v_rank order by place.lane),
      p_wanted - cardinality(v_jobs));
  end loop;
  return nullif(v_jobs, '{}');
end
$$;
comment on function baton._take_by_rank(bigint, bigint, int[], int[], int) is
  'Claims up to p_wanted steps of open lanes of several priorities; returns their jobs'' ids (one '
  'per step), or null.';
